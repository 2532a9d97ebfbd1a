import { createServer } from 'node:net'

/**
 * The port that can be listened on: the one asked for, or any free one for 0.
 * @throws Error in one line naming the option that would mend it.
 */
export async function freePort(option: string, port: number): Promise<number> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve))
  } catch (error) {
    const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const why = busy ? 'something else listens on it' : 'it may not be used here'
    throw new Error(`port ${port} is not free (${why}): stop that, or choose another port with ${option} N`)
  }
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : port
}

import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/**
 * Listens on `port` for all instances: each connection goes to one of them in turn, and is cut when none takes it or the
 * one that did is gone.
 */
export async function startIngress(port: number, instances: readonly number[]): Promise<AsyncDisposable> {
  let turn = 0
  const open = new Set<Socket>()
  const server = createServer((from) => {
    open.add(from.on('close', () => open.delete(from)).on('error', () => from.destroy()))
    turn += 1
    hand(
      from,
      instances.map((_, at) => instances[(at + turn) % instances.length] ?? 0),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function hand(from: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) {
    from.destroy()
    return
  }
  const to = connect(port, '127.0.0.1')
  to.once('error', () => hand(from, others))
  to.once('connect', () => {
    to.removeAllListeners('error').on('error', () => from.destroy())
    to.on('close', () => from.destroy())
    from.on('close', () => to.destroy())
    from.pipe(to).pipe(from)
  })
}

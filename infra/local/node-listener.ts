import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Handler } from './platform.ts'

/** Lets a `Handler` serve a Node HTTP server. `Response.error()` cuts the connection. */
export function nodeListener(handler: Handler, protocol: 'http' | 'https'): RequestListener {
  return async (incoming, outgoing) => {
    const request = await read(incoming, protocol).catch(() => null)
    if (!request) {
      outgoing.writeHead(400).end()
      return
    }
    try {
      await write(outgoing, await handler(request))
    } catch (error) {
      console.error(`The tenant failed on ${request.method} ${new URL(request.url).pathname}:`, error)
      if (!outgoing.headersSent) outgoing.writeHead(500)
      outgoing.end()
    }
  }
}

async function read(incoming: IncomingMessage, protocol: string): Promise<Request> {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) headers.append(name, value)
  }
  const body = await buffer(incoming)
  return new Request(`${protocol}://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers,
    body: body.length > 0 ? new Uint8Array(body) : null,
  })
}

async function write(outgoing: ServerResponse, response: Response): Promise<void> {
  if (response.type === 'error') {
    outgoing.socket?.destroy()
    return
  }
  outgoing.statusCode = response.status
  outgoing.setHeaders(response.headers)
  if (!response.body) {
    outgoing.end()
    return
  }
  // A reader that goes away early, as of an event stream, is no failure.
  await pipeline(Readable.from(response.body), outgoing).catch(() => {})
}

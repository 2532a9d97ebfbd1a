import { connect } from 'node:tls'
import type { Instant } from '../../domain/instant.ts'
import { instantOf } from '../../domain/instant.ts'

/** When the certificate that a host shows ends, trusted or not: nothing is sent to it. @throws Error when there is none to see */
export function certificateEnd({ hostname, port }: URL, signal: AbortSignal): Promise<Instant> {
  const { promise, resolve, reject } = Promise.withResolvers<Instant>()
  const socket = connect({ host: hostname, port: Number(port || 443), servername: hostname, rejectUnauthorized: false }, () => {
    resolve(instantOf(Date.parse(socket.getPeerCertificate().valid_to)))
    socket.destroy()
  })
  socket.once('error', reject)
  signal.addEventListener('abort', () => socket.destroy(new Error('no answer in time')), { once: true })
  return promise
}

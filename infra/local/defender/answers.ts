import { randomUUID } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'

/** A refusal with Defender's error envelope; thrown anywhere below the handler and answered there. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** Recorded answers name an internal regional host here, never the one that was asked. */
const METADATA = 'https://api-eu3.securitycenter.microsoft.com/api/$metadata'

const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=15724800; includeSubDomains' }

/** A list, as recorded: `@odata.context` and `value`, never a nextLink. */
export const list = (set: string, value: readonly unknown[]): unknown => ({ '@odata.context': `${METADATA}#${set}`, value })

/** One object, as recorded: its context among its own properties. */
export const entity = (set: string, value: object): unknown => ({ '@odata.context': `${METADATA}#${set}/$entity`, ...value })

/** A bare text, as the documentation's example of a package's link has it. */
export const text = (value: string): unknown => ({ '@odata.context': `${METADATA}#Edm.String`, value })

/** JSON with the headers of recorded answers; raw deflate for whoever accepts it, which is what Defender does. */
export function json(request: Request, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const id = randomUUID()
  const text = JSON.stringify(body)
  const deflated = request.headers.get('accept-encoding')?.includes('deflate') === true
  return new Response(deflated ? new Uint8Array(deflateRawSync(text)) : text, {
    status,
    headers: {
      ...STRICT_TRANSPORT,
      'content-type': 'application/json; odata.metadata=minimal; odata.streaming=true',
      'odata-version': '4.0',
      'mise-correlation-id': id,
      'x-request-id': id,
      ...(deflated ? { 'content-encoding': 'deflate' } : {}),
      ...headers,
    },
  })
}

/** The documented error envelope (common REST API error codes). */
export function refusal(request: Request, { status, code, message, headers }: Refusal): Response {
  return json(request, status, { error: { code, message, target: `|${randomUUID().slice(0, 8)}.` } }, headers)
}

/** 404 and 405 of paths and methods that do not exist came without any body. */
export const nothing = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { ...STRICT_TRANSPORT, 'content-length': '0', ...headers } })

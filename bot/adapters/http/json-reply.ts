import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Request, Response } from 'restify'

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'accept-encoding',
}
/** Smaller bodies fit one packet as they are. */
const WORTH_PACKING_BYTES = 1024

const pack = promisify(gzip)

/** Whether the client takes an answer packed with gzip. */
export function takesGzip(req: Request): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(req.header('accept-encoding') ?? '')
}

/** Sends JSON: packed where that pays, and not at all to a client whose copy is still good (`If-None-Match`). */
export async function sendJson(
  req: Request,
  res: Response,
  status: number,
  value: object,
  type = 'application/json',
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const body = Buffer.from(JSON.stringify(value))
  const headers = { ...HEADERS, ...more, 'content-type': type }
  if (req.method === 'GET' && status === 200) {
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
    if (req.header('if-none-match') === etag) {
      res.writeHead(304, { ...HEADERS, etag })
      res.end()
      return
    }
    Object.assign(headers, { etag })
  }
  const packed = body.length > WORTH_PACKING_BYTES && takesGzip(req) ? await pack(body) : null
  res.writeHead(status, {
    ...headers,
    ...(packed && { 'content-encoding': 'gzip' }),
    'content-length': String((packed ?? body).length),
  })
  res.end(packed ?? body)
}

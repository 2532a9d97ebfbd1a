import type { Request } from 'restify'

/** What a request's body says, or the status that refuses it: no plain JSON (415), too long (413), broken (400). */
export type JsonBody = { readonly value: unknown } | { readonly refused: 400 | 413 | 415 }

/**
 * Reads at most `mostBytes` of JSON; what is longer is received and forgotten. Not restify's own parser: that also takes
 * uploads, which it writes to the disk, and packed bodies, whose size it does not see and whose faults end the process.
 */
export async function readJson(req: Request, mostBytes: number): Promise<JsonBody> {
  if (req.contentType() !== 'application/json' || req.header('content-encoding')) return { refused: 415 }
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of req) {
      bytes += chunk.length
      if (bytes <= mostBytes) chunks.push(chunk)
    }
    return bytes > mostBytes ? { refused: 413 } : { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return { refused: 400 } // no JSON, or the connection broke off
  }
}

import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Secret } from '../../secret.ts'
import type { Page } from './page.ts'

/** Who asks for the metrics. */
export interface Asker {
  readonly authorization: string | undefined
  /** On this machine, and not handed on by a proxy for somebody else. */
  readonly isHere: boolean
}

/** Answers GET /metrics; `null` is a 404. */
export type MetricsPage = (asker: Asker) => Promise<Page | null>

/** What a request tells of whoever sent it. */
export function askerOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): Asker {
  const isLoopback = /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '')
  const isForwarded = Object.keys(headers).some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'))
  return { authorization: headers.authorization, isHere: isLoopback && !isForwarded }
}

/**
 * The metrics hold counts alone, but those tell a stranger when alerts pour in: whoever brings `token` reads them, and
 * where none is set, whoever asks on this machine. For all others there is no such page.
 */
export function createMetricsPage(token: Secret | null, text: () => Promise<string>): MetricsPage {
  return async ({ authorization, isHere }) => {
    const mayRead = token ? same(authorization ?? '', `Bearer ${token.reveal()}`) : isHere
    if (!mayRead) return null
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' }
    return { status: 200, headers, body: await text() }
  }
}

function same(given: string, wanted: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

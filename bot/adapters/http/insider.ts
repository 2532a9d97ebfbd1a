import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Secret } from '../../secret.ts'

/** Who asks how the service is. */
export interface Asker {
  readonly authorization: string | undefined
  /** On this machine, and not handed on by a proxy for somebody else. */
  readonly isHere: boolean
}

/** What a request tells of whoever sent it. */
export function askerOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): Asker {
  const isLoopback = /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '')
  const isForwarded = Object.keys(headers).some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'))
  return { authorization: headers.authorization, isHere: isLoopback && !isForwarded }
}

/** Whether somebody may know all of how the service is. */
export type IsInsider = (asker: Asker) => boolean

/** Whoever brings `token` and, where none is set, whoever asks on this machine: what is told would tell a stranger when alerts pour in. */
export function insidersBy(token: Secret | null): IsInsider {
  return ({ authorization, isHere }) => (token ? same(authorization ?? '', `Bearer ${token.reveal()}`) : isHere)
}

function same(given: string, wanted: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

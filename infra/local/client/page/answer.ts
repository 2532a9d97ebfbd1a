/** What one person alone sees after pressing a button, as Teams draws the bot's answer to `adaptiveCard/action`. */

import type { BotAnswer } from '../../control/shapes.ts'

/** A line under a card, seen by the person who pressed. */
export type Strip =
  | { readonly kind: 'said' | 'failed'; readonly text: string }
  | { readonly kind: 'sign-in'; readonly text: string; readonly title: string; readonly url: string }

/** Either a card that stands in for the shared one, or a strip under the card that is there. */
export type Answer = { readonly kind: 'card'; readonly card: unknown } | Strip

const UNREACHABLE: Strip = { kind: 'failed', text: 'Unable to reach app. Please try again.' }

/**
 * Reads an answer the way the Teams service does: HTTP 200 and one of the triples it knows, else "Unable to reach app"
 * (Universal Actions documentation, response format; an empty message counts as a failure).
 */
export function readAnswer({ status, body }: BotAnswer): Answer {
  if (status !== 200 || typeof body !== 'object' || body === null) return UNREACHABLE
  const { statusCode, type, value } = body as { statusCode?: unknown; type?: unknown; value?: unknown }

  if (statusCode === 200 && type === 'application/vnd.microsoft.card.adaptive' && typeof value === 'object' && value !== null) {
    return { kind: 'card', card: value }
  }
  if (statusCode === 200 && type === 'application/vnd.microsoft.activity.message' && typeof value === 'string' && value !== '') {
    return { kind: 'said', text: value }
  }
  if (statusCode === 401 && type === 'application/vnd.microsoft.activity.loginRequest') return readSignIn(value) ?? UNREACHABLE
  return UNREACHABLE
}

/** A login request is the content of an OAuthCard with exactly one button of type `signin`. */
function readSignIn(value: unknown): Strip | null {
  const { text, buttons } = (value ?? {}) as { text?: unknown; buttons?: unknown }
  const [button, ...more] = Array.isArray(buttons) ? buttons : []
  if (more.length > 0 || button?.type !== 'signin' || typeof button.value !== 'string' || !isWebAddress(button.value)) return null
  return {
    kind: 'sign-in',
    text: typeof text === 'string' && text !== '' ? text : 'Sign in to go on.',
    title: typeof button.title === 'string' && button.title !== '' ? button.title : 'Sign in',
    url: button.value,
  }
}

/** Whether a card or an answer may open this address: only pages of the web. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url)
}

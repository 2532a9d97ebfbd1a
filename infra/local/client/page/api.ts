/** The client's only way to the tenant: `/control` over HTTP, and its events. */

import type { BotAnswer, ConversationView, MessageView, TenantEvent } from '../../control/shapes.ts'
import type { Account } from '../../world.ts'

/** A button pressed on a card: what Teams puts into `value.action` of an `adaptiveCard/action` invoke. */
export interface Press {
  /** An Action.Submit: the bot hears a message with the data as its value, and answers nothing to draw. */
  readonly submit: boolean
  readonly verb: string
  readonly data: unknown
  readonly inputs: Readonly<Record<string, unknown>>
}

/** The tenant refused or could not be reached; the message is for the person at the screen. */
export class TenantError extends Error {}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const init =
    body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(`/control/${path}`, init).catch(() => {
    throw new TenantError('The local tenant does not answer.')
  })
  const content = await answer.json().catch(() => null)
  if (!answer.ok) throw new TenantError(content?.error ?? `The local tenant answered ${answer.status}.`)
  return content
}

/** Everybody with an account. */
export const readAccounts = () => ask<readonly Account[]>('accounts')

/** Every channel and 1:1 chat. */
export const readConversations = () => ask<readonly ConversationView[]>('conversations')

/** Every message of a conversation, deleted ones too. */
export const readMessages = (conversation: string) =>
  ask<readonly MessageView[]>(`conversations/${encodeURIComponent(conversation)}/messages`)

/** Writes to the bot as a person; in a channel the tenant adds the mention. Answers what the bot answered. */
export const postMessage = (message: { account: string; conversation: string; text: string; root?: string }) =>
  ask<BotAnswer>('messages', message)

/** Presses a card's button as a person, with single sign-on where it reaches; `state` comes from a sign-in just finished. */
export const postClick = (click: Press & { account: string; conversation: string; message: string; state?: string }) =>
  ask<BotAnswer>('click', { ...click, signIn: 'silently' })

/** What single sign-on gives a tab for this person. @throws TenantError with Teams's word for why not, as its message */
export const readAuthToken = async (account: string, claims: string | null): Promise<string> =>
  (await ask<{ token: string }>('auth-token', { account, claims })).token

/** Hears every event of the tenant, and whether they can be heard; tries again by itself for ever. */
export function followEvents(hear: (event: TenantEvent) => void, live: () => void, lost: () => void): void {
  const events = new EventSource('/control/events')
  events.onopen = live
  events.onmessage = ({ data }) => hear(JSON.parse(data))
  events.onerror = () => {
    lost()
    if (events.readyState !== EventSource.CLOSED) return // the browser tries again
    setTimeout(followEvents, 2_000, hear, live, lost)
  }
}

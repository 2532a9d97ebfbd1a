/** What the client knows, and how an event changes it. Nothing here draws, asks or waits. */

import type { ConversationView, MessageView, TenantEvent } from '../../control/shapes.ts'
import type { Account } from '../../world.ts'
import type { Answer, Strip } from './answer.ts'
import { readAnswer } from './answer.ts'
import type { Place } from './place.ts'

/** What one person sees on one message instead of, or beside, what everybody sees. */
export interface OwnView {
  readonly card: unknown
  readonly strip: Strip | null
}

/** A notification, as a phone would show it. */
export interface Toast {
  readonly message: string
  readonly conversation: string
  readonly title: string
  readonly text: string
}

/** All that the page is drawn from. */
export interface ClientState {
  readonly place: Place
  readonly connection: 'connecting' | 'live' | 'lost'
  readonly accounts: readonly Account[]
  /** `null` until the tenant has told. */
  readonly conversations: readonly ConversationView[] | null
  readonly messages: ReadonlyMap<string, readonly MessageView[]>
  /** Conversations whose messages were read since the connection was last made. */
  readonly loaded: ReadonlySet<string>
  /** Conversations with something new in them. */
  readonly unread: ReadonlySet<string>
  /** By `ownKey`. */
  readonly own: ReadonlyMap<string, OwnView>
  readonly toasts: readonly Toast[]
  /** The thread the next message answers, by its root's id; `null` for a new post. */
  readonly replyTo: string | null
  /** Read out by screen readers when it changes. */
  readonly announcement: string
}

/** The client as it opens, before the tenant has told anything. */
export const emptyState = (place: Place): ClientState => ({
  place,
  connection: 'connecting',
  accounts: [],
  conversations: null,
  messages: new Map(),
  loaded: new Set(),
  unread: new Set(),
  own: new Map(),
  toasts: [],
  replyTo: null,
  announcement: '',
})

/** Under what is kept that one person alone sees of a message. */
export const ownKey = (account: string, message: string): string => `${account} ${message}`

/** The person at the screen, once accounts are known. */
export const me = (state: ClientState): Account | undefined => state.accounts.find(({ key }) => key === state.place.as)

/** The conversations this person has: the team's channels and their own chat. */
export function visible(state: ClientState): readonly ConversationView[] {
  return (state.conversations ?? []).filter((one) => one.exists && (one.kind === 'channel' || one.account === state.place.as))
}

/** Teams takes a person's Teams id, Entra object id or UPN as the id of a mention. */
export const isIdOf = (account: Account | undefined, id: string): boolean =>
  account !== undefined && [account.mri, account.oid, account.upn].includes(id)

/** The state after a message was posted, replaced or deleted. */
export function withMessage(state: ClientState, message: MessageView): ClientState {
  const before = state.messages.get(message.conversation) ?? []
  const known = before.find(({ id }) => id === message.id)
  const messages = new Map(state.messages).set(message.conversation, merge(before, [message]))
  if (known) return { ...state, messages }
  if (message.deleted || message.from.key === state.place.as) return { ...state, messages }

  const conversation = visible(state).find(({ id }) => id === message.conversation)
  if (!conversation) return { ...state, messages }
  const says = `${message.from.name} in ${conversation.kind === 'personal' ? 'chat' : conversation.name}`
  const open = message.conversation === state.place.conversation
  const text = message.summary ?? message.text ?? 'Sent a card'
  const rings = conversation.kind === 'personal' || message.mentions.some(({ id }) => isIdOf(me(state), id))
  const toast = { message: message.id, conversation: message.conversation, title: says, text }
  return {
    ...state,
    messages,
    unread: open ? state.unread : new Set(state.unread).add(message.conversation),
    toasts: rings && !open ? [...state.toasts, toast].slice(-3) : state.toasts,
    announcement: `New post from ${says}: ${text}`,
  }
}

/** The state after reading all messages of a conversation; what events told meanwhile is kept. */
export function withMessages(state: ClientState, conversation: string, read: readonly MessageView[]): ClientState {
  return {
    ...state,
    messages: new Map(state.messages).set(conversation, merge(state.messages.get(conversation) ?? [], read)),
    loaded: new Set(state.loaded).add(conversation),
  }
}

/** The state after the bot answered a press: a card takes the shared one's place, a strip stands under what is there. */
export function withAnswer(state: ClientState, account: string, message: string, answer: Answer): ClientState {
  const key = ownKey(account, message)
  const view =
    answer.kind === 'card' ? { card: answer.card, strip: null } : { card: state.own.get(key)?.card ?? null, strip: answer }
  return { ...state, own: new Map(state.own).set(key, view) }
}

/** The state after an event; `conversations` says only that they must be read again, which is not done here. */
export function withEvent(state: ClientState, event: TenantEvent): ClientState {
  if (event.type === 'message') return withMessage(state, event.message)
  if (event.type === 'wiped') return { ...state, own: withoutOwn(state.own, event.message) }
  if (event.type === 'private') return withAnswer(state, event.account, event.message, readAnswer(event.answer))
  return state
}

function withoutOwn(own: ClientState['own'], message: string): ClientState['own'] {
  return new Map([...own].filter(([key]) => !key.endsWith(` ${message}`)))
}

/** Joins two readings of a conversation, keeping the later state of each message, oldest first. */
function merge(some: readonly MessageView[], others: readonly MessageView[]): MessageView[] {
  const byId = new Map(some.map((message) => [message.id, message]))
  for (const message of others) {
    const known = byId.get(message.id)
    if (!known || message.deleted || (!known.deleted && message.updates >= known.updates)) byId.set(message.id, message)
  }
  return [...byId.values()].sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id))
}

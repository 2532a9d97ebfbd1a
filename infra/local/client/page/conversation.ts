import { h } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ConversationView, MessageView } from '../../control/shapes.ts'
import { AppHeader, Back } from './app-header.ts'
import { Avatar } from './avatar.ts'
import { Composer } from './composer.ts'
import { TeamTile } from './conversation-list.ts'
import { icon } from './icons.ts'
import { Message } from './message.ts'
import type { Session } from './session.ts'
import type { ClientState } from './state.ts'
import { Thread } from './thread.ts'
import { threadsOf } from './threads.ts'

interface Props {
  conversation: ConversationView | undefined
  state: ClientState
  session: Session
}

/**
 * The open conversation: its header, its messages with the newest at the bottom, and where to write. Under the tab it stays as it
 * is, out of reach.
 */
export function Conversation({ conversation, state, session }: Props) {
  const inert = state.place.tab !== null
  useFocusAgain(inert)
  const back = () => session.open(null)
  if (!conversation) {
    const text =
      state.conversations === null
        ? ''
        : state.place.conversation === null
          ? 'Choose a conversation.'
          : 'This conversation does not exist here.'
    return h(
      'main',
      { class: 'conversation', inert },
      h('header', null, h(Back, { go: back })),
      h('div', { class: 'messages' }, h('p', { class: 'empty' }, text)),
    )
  }
  const messages = (state.messages.get(conversation.id) ?? []).filter(({ deleted }) => !deleted)
  const personal = conversation.kind === 'personal'
  return h(
    'main',
    { class: `conversation ${conversation.kind}`, inert },
    personal
      ? h(AppHeader, { here: 'chat', back, state, session })
      : h(
          'header',
          null,
          h(Back, { go: back }),
          h(TeamTile, { team: conversation.team }),
          h('h2', null, conversation.name, h('small', null, conversation.team)),
        ),
    h(Messages, { conversation, messages, state, session }),
    h(Composer, { conversation, state, session }),
  )
}

/** Where the focus was when the tab came over the conversation, it is again when the tab has gone. */
function useFocusAgain(under: boolean): void {
  const before = useRef<Element | null>(null)
  useLayoutEffect(() => {
    if (under) before.current = document.activeElement
    else if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true })
  }, [under])
}

interface MessagesProps {
  conversation: ConversationView
  messages: readonly MessageView[]
  state: ClientState
  session: Session
}

/** Stays at the newest message while the person is there; otherwise tells that there is something new below. */
function Messages({ conversation, messages, state, session }: MessagesProps) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [seen, setSeen] = useState(messages.length)
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight })

  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
    if (atEnd.current || messages.length < seen) setSeen(messages.length)
  }, [messages.length, state.own, state.messages])

  const scrolled = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {}
    atEnd.current = scrollHeight - scrollTop - clientHeight < 40
    if (atEnd.current) setSeen(messages.length)
  }

  const loading = !state.loaded.has(conversation.id) && messages.length === 0
  const content =
    conversation.kind === 'channel'
      ? threadsOf(messages).map((thread) => h(Thread, { key: thread.root, thread, conversation, state, session }))
      : messages.map((message) => h(Message, { key: message.id, message, state, session }))
  return h(
    'div',
    {
      class: 'messages',
      ref: box,
      onScroll: scrolled,
      tabIndex: 0,
      role: 'feed',
      'aria-label': 'Messages',
      'aria-busy': loading,
    },
    h('div', { class: 'column' }, loading ? h(Loading, null) : messages.length === 0 ? h(Empty, { conversation }) : content),
    messages.length > seen && h('button', { type: 'button', class: 'newer', onClick: toEnd }, icon('down', 16), 'New posts'),
  )
}

function Loading() {
  return [1, 2].map((row) => h('div', { key: row, class: 'skeleton post' }))
}

function Empty({ conversation }: { conversation: ConversationView }) {
  const text = !conversation.installed
    ? 'PocketSOC is not installed here yet.'
    : conversation.kind === 'channel'
      ? 'No posts yet. Alerts that pass this channel’s rules appear here.'
      : 'No messages yet. Write to PocketSOC below.'
  return h('p', { class: 'empty' }, h(Avatar, { of: { kind: 'bot', name: 'PocketSOC' }, size: 40 }), text)
}

import { h } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ConversationView } from '../../control/shapes.ts'
import { icon } from './icons.ts'
import type { Session } from './session.ts'
import type { ClientState } from './state.ts'

interface Props {
  conversation: ConversationView
  state: ClientState
  session: Session
}

/** Where to write to the bot. In a channel a bot hears only what mentions it, so the mention is always there. */
export function Composer({ conversation, state, session }: Props) {
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const channel = conversation.kind === 'channel'
  const words = channel ? (state.replyTo ? 'Reply in this thread' : 'Start a post') : 'Type a message'

  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    if (state.replyTo) field.current?.focus()
  }, [state.replyTo])

  const send = async () => {
    const written = text.trim()
    if (written === '' || sending) return
    setSending(true)
    const { sent, problem } = await session.send(written).finally(() => setSending(false))
    setError(problem)
    if (sent) setText('')
  }

  const typed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') session.replyTo(null)
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void send()
  }

  return h(
    'form',
    {
      class: 'composer',
      'aria-label': words,
      onSubmit: (event: Event) => {
        event.preventDefault()
        void send()
      },
    },
    error && h('p', { class: 'strip failed', role: 'alert' }, error),
    state.replyTo &&
      h(
        'p',
        { class: 'answering' },
        icon('reply', 16),
        'Replying in a thread',
        h(
          'button',
          { type: 'button', class: 'quiet', 'aria-label': 'Start a post instead', onClick: () => session.replyTo(null) },
          icon('close', 16),
        ),
      ),
    h(
      'div',
      { class: 'field' },
      channel && h('span', { class: 'mention' }, 'PocketSOC'),
      h('textarea', {
        ref: field,
        rows: 1,
        value: text,
        placeholder: words,
        'aria-label': words,
        disabled: !conversation.installed,
        onInput: (event: Event) => setText((event.currentTarget as HTMLTextAreaElement).value),
        onKeyDown: typed,
      }),
      h(
        'button',
        { type: 'submit', class: 'quiet send', 'aria-label': 'Send', disabled: text.trim() === '' || sending },
        icon('send'),
      ),
    ),
  )
}

import { h } from 'preact'
import { useState } from 'preact/hooks'
import type { ConversationView } from '../../control/shapes.ts'
import { icon } from './icons.ts'
import { Message } from './message.ts'
import type { Session } from './session.ts'
import type { ClientState } from './state.ts'
import type { Thread as ThreadView } from './threads.ts'

interface Props {
  thread: ThreadView
  conversation: ConversationView
  state: ClientState
  session: Session
}

/** A post with its replies indented under it; folded, it shows the newest reply only. */
export function Thread({ thread, conversation, state, session }: Props) {
  const [open, setOpen] = useState(false)
  const { root, post, replies } = thread
  const shown = open ? replies : replies.slice(-1)
  const answering = state.replyTo === root
  return h(
    'section',
    { class: 'thread', 'data-thread-id': root, 'aria-label': `Thread: ${post?.summary ?? post?.text ?? 'deleted post'}` },
    post ? h(Message, { message: post, state, session }) : h('p', { class: 'deleted' }, 'This post was deleted.'),
    replies.length > 0 &&
      h(
        'div',
        { class: 'replies' },
        h(
          'button',
          { type: 'button', class: 'fold', 'aria-expanded': open, disabled: replies.length === 1, onClick: () => setOpen(!open) },
          replies.length > 1 && icon(open ? 'down' : 'right', 16),
          replies.length === 1 ? '1 reply' : `${replies.length} replies`,
        ),
        shown.map((message) => h(Message, { key: message.id, message, state, session })),
      ),
    conversation.installed &&
      h(
        'button',
        { type: 'button', class: 'reply', 'aria-pressed': answering, onClick: () => session.replyTo(answering ? null : root) },
        icon('reply', 16),
        'Reply',
      ),
  )
}

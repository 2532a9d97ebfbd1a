import { h } from 'preact'
import { useEffect } from 'preact/hooks'
import { icon } from './icons.ts'
import type { Session } from './session.ts'
import type { Toast } from './state.ts'

/** Notifications, as a phone shows them: the app, where, and the message's summary. */
export function Toasts({ toasts, session }: { toasts: readonly Toast[]; session: Session }) {
  return h(
    'div',
    { class: 'toasts', role: 'region', 'aria-label': 'Notifications' },
    toasts.map((toast) => h(Notification, { key: toast.message, toast, session })),
  )
}

function Notification({ toast, session }: { toast: Toast; session: Session }) {
  useEffect(() => {
    const gone = setTimeout(session.closeToast, 8_000, toast.message)
    return () => clearTimeout(gone)
  }, [])
  return h(
    'div',
    { class: 'toast' },
    h(
      'button',
      { type: 'button', class: 'body', onClick: () => session.open(toast.conversation) },
      h('img', { class: 'avatar size-32', src: 'pocketsoc.svg', alt: '' }),
      h('span', null, h('strong', null, toast.title), h('span', { class: 'text' }, toast.text)),
    ),
    h(
      'button',
      { type: 'button', class: 'quiet', 'aria-label': 'Dismiss', onClick: () => session.closeToast(toast.message) },
      icon('close', 16),
    ),
  )
}

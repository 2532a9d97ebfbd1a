import { h } from 'preact'
import { Conversation } from './conversation.ts'
import { ConversationList } from './conversation-list.ts'
import { Device } from './device.ts'
import type { Session } from './session.ts'
import { type ClientState, me, visible } from './state.ts'
import { Tab } from './tab.ts'
import { Toasts } from './toasts.ts'
import { TopBar } from './top-bar.ts'

/** The whole page: a bar to choose who, theme and frame, and the client itself, which may stand in a phone. */
export function App({ state, session }: { state: ClientState; session: Session }) {
  const { conversation, tab, as } = state.place
  const person = me(state)
  const shown = conversation ?? tab?.over ?? null
  const open = visible(state).find(({ id }) => id === shown)
  const client = h(
    'div',
    { class: `client ${conversation === null && !tab ? 'at-list' : 'at-conversation'}` },
    state.connection === 'lost' && h('p', { class: 'lost', role: 'status' }, 'Connection lost. Trying again…'),
    h(ConversationList, { state, session }),
    h(Conversation, { key: shown ?? '', conversation: open, state, session }),
    tab && person && h(Tab, { key: `${as} ${tab.subPage}`, tab, account: person, state, session }),
    h(Toasts, { toasts: state.toasts, session }),
  )
  return h(
    'div',
    { class: `stage ${state.place.frame}` },
    h(TopBar, { state, session }),
    state.place.frame === 'phone' ? h(Device, null, client) : client,
    h('p', { class: 'unseen', 'aria-live': 'polite' }, state.announcement),
  )
}

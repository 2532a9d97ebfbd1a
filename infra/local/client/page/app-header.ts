import { h } from 'preact'
import { Avatar } from './avatar.ts'
import { icon } from './icons.ts'
import type { Session } from './session.ts'
import { type ClientState, visible } from './state.ts'

interface Props {
  here: 'chat' | 'alerts'
  back: () => void
  state: ClientState
  session: Session
}

/** The head of the personal app: its name, and its two tabs. */
export function AppHeader({ here, back, state, session }: Props) {
  const chat = visible(state).find(({ kind }) => kind === 'personal')
  const way = (name: 'chat' | 'alerts', words: string, go: () => void) =>
    h('button', { type: 'button', 'aria-current': here === name ? 'page' : undefined, onClick: go }, words)
  return h(
    'header',
    null,
    h(Back, { go: back }),
    h(Avatar, { of: { kind: 'bot', name: 'PocketSOC' } }),
    h('h2', null, 'PocketSOC'),
    h(
      'nav',
      { class: 'app-tabs', 'aria-label': 'PocketSOC' },
      chat && way('chat', 'Chat', () => session.open(chat.id)),
      way('alerts', 'Alerts', () => here === 'alerts' || session.openTab('')),
    ),
  )
}

/** Teams's back button, where a conversation or the app stands alone. */
export function Back({ go }: { go: () => void }) {
  return h('button', { type: 'button', class: 'quiet back', 'aria-label': 'Back', onClick: go }, icon('back'))
}

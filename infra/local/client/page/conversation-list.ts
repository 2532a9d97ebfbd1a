import { h } from 'preact'
import type { ConversationView } from '../../control/shapes.ts'
import { Avatar } from './avatar.ts'
import { icon } from './icons.ts'
import type { Session } from './session.ts'
import { type ClientState, visible } from './state.ts'

/** The rail and the list: the person's chat with the bot, and the team with its channels. */
export function ConversationList({ state, session }: { state: ClientState; session: Session }) {
  const all = visible(state)
  const chats = all.filter(({ kind }) => kind === 'personal')
  const channels = all.filter(({ kind }) => kind === 'channel')
  const item = (conversation: ConversationView) => h(Item, { key: conversation.id, conversation, state, session })
  return h(
    'nav',
    { class: 'navigation', 'aria-label': 'Conversations' },
    h(
      'div',
      { class: 'rail' },
      h(RailButton, { label: 'Chat', picture: 'chat', conversations: chats, state, session }),
      h(RailButton, { label: 'Teams', picture: 'team', conversations: channels, state, session }),
    ),
    h(
      'div',
      { class: 'list' },
      h('h1', null, 'Chat'),
      state.conversations === null && [1, 2, 3, 4].map((row) => h('div', { key: row, class: 'skeleton row' })),
      chats.length > 0 && [
        h('h2', { key: 'chats' }, 'Chats'),
        h('ul', { key: 'chat-items' }, chats.map(item), h(AlertsItem, { state, session })),
      ],
      channels.length > 0 && [
        h('h2', { key: 'teams' }, 'Teams and channels'),
        h('h3', { key: 'team' }, h(TeamTile, { team: channels[0]?.team }), channels[0]?.team),
        h('ul', { key: 'channels', class: 'channels' }, channels.map(item)),
      ],
    ),
  )
}

function Item({ conversation, state, session }: { conversation: ConversationView; state: ClientState; session: Session }) {
  const { id, kind, name } = conversation
  const unread = state.unread.has(id)
  const newest = state.messages.get(id)?.findLast(({ deleted }) => !deleted)
  return h(
    'li',
    null,
    h(
      'button',
      {
        type: 'button',
        class: `item ${kind}${unread ? ' unread' : ''}`,
        'data-conversation-id': id,
        'aria-current': id === state.place.conversation ? 'page' : undefined,
        onClick: () => session.open(id),
      },
      kind === 'personal' && h(Avatar, { of: { kind: 'bot', name: 'PocketSOC' } }),
      h(
        'span',
        { class: 'label' },
        h('span', { class: 'name' }, kind === 'personal' ? 'PocketSOC' : name),
        kind === 'personal' &&
          h('small', null, newest?.summary ?? newest?.text?.replaceAll('**', '') ?? 'Alerts and questions, just for you'),
      ),
      unread && h('span', { class: 'dot' }, h('span', { class: 'unseen' }, ', unread')),
    ),
  )
}

/** The app's other tab. */
function AlertsItem({ state, session }: { state: ClientState; session: Session }) {
  const here = state.place.tab !== null
  return h(
    'li',
    null,
    h(
      'button',
      {
        type: 'button',
        class: 'item personal',
        'aria-current': here ? 'page' : undefined,
        onClick: () => here || session.openTab(''),
      },
      h('span', { class: 'app-tile', 'aria-hidden': 'true' }, icon('alerts')),
      h('span', { class: 'label' }, h('span', { class: 'name' }, 'Alerts'), h('small', null, 'What Defender shows you')),
    ),
  )
}

interface RailButtonProps {
  label: string
  picture: Parameters<typeof icon>[0]
  conversations: readonly ConversationView[]
  state: ClientState
  session: Session
}

/** Goes to what is new among these conversations, else to the first. */
function RailButton({ label, picture, conversations, state, session }: RailButtonProps) {
  const unread = conversations.filter(({ id }) => state.unread.has(id))
  const target = unread[0] ?? conversations[0]
  const here = conversations.some(({ id }) => id === state.place.conversation)
  return h(
    'button',
    {
      type: 'button',
      class: 'rail-button',
      disabled: !target,
      'aria-current': here ? 'true' : undefined,
      onClick: () => target && session.open(target.id),
    },
    h('span', { class: 'picture' }, icon(picture, 24), unread.length > 0 && h('span', { class: 'badge' }, unread.length)),
    label,
  )
}

/** The picture of a team. */
export function TeamTile({ team }: { team: string | null | undefined }) {
  return h('span', { class: 'team-tile', 'aria-hidden': 'true' }, team?.slice(0, 1))
}

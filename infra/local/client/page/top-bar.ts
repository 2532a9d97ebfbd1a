import { h } from 'preact'
import { Avatar } from './avatar.ts'
import { icon } from './icons.ts'
import type { Session } from './session.ts'
import { type ClientState, me } from './state.ts'
import { mayDo } from './words.ts'

/** Chooses who is at the screen, light or dark, desktop or phone. It belongs to the local tenant, not to Teams. */
export function TopBar({ state, session }: { state: ClientState; session: Session }) {
  const { theme, frame } = state.place
  return h(
    'header',
    { class: 'top-bar', 'aria-label': 'Local tenant' },
    h('img', { class: 'avatar size-24', src: 'pocketsoc.svg', alt: '' }),
    h('span', { class: 'product' }, 'PocketSOC'),
    h('span', { class: 'where' }, 'local tenant'),
    h(
      'div',
      { class: 'controls' },
      h(Switch, {
        label: 'Phone frame',
        on: frame === 'phone',
        picture: frame === 'phone' ? 'desktop' : 'phone',
        flip: () => session.change({ frame: frame === 'phone' ? 'desktop' : 'phone' }),
      }),
      h(Switch, {
        label: 'Dark theme',
        on: theme === 'dark',
        picture: theme === 'dark' ? 'light' : 'dark',
        flip: () => session.change({ theme: theme === 'dark' ? 'light' : 'dark' }),
      }),
      h(PersonSwitcher, { state, session }),
    ),
  )
}

interface SwitchProps {
  label: string
  on: boolean
  picture: Parameters<typeof icon>[0]
  flip: () => void
}

function Switch({ label, on, picture, flip }: SwitchProps) {
  const name = label.toLowerCase().replace(' ', '-')
  return h(
    'button',
    { class: `quiet ${name}`, type: 'button', title: label, 'aria-label': label, 'aria-pressed': on, onClick: flip },
    icon(picture),
  )
}

function PersonSwitcher({ state, session }: { state: ClientState; session: Session }) {
  const person = me(state)
  if (!person) return null
  return h(
    'div',
    { class: 'person-switcher' },
    h(
      'button',
      { class: 'quiet person', type: 'button', popovertarget: 'people' },
      h(Avatar, { of: { kind: 'person', name: person.name }, size: 24 }),
      h('span', { class: 'name' }, h('span', { class: 'lead' }, 'You are: '), person.name),
      icon('down', 16),
    ),
    h(
      'div',
      { id: 'people', popover: 'auto', role: 'group', 'aria-label': 'You are' },
      state.accounts.map((account) =>
        h(
          'button',
          {
            key: account.key,
            type: 'button',
            class: 'choice',
            'data-account': account.key,
            'aria-current': account.key === person.key,
            popovertarget: 'people',
            popovertargetaction: 'hide',
            onClick: () => session.change({ as: account.key }),
          },
          h(Avatar, { of: { kind: 'person', name: account.name } }),
          h('span', { class: 'who' }, h('strong', null, account.name), h('small', null, mayDo(account))),
        ),
      ),
    ),
  )
}

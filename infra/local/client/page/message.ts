import { h } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { MessageView } from '../../control/shapes.ts'
import type { Strip } from './answer.ts'
import { Avatar } from './avatar.ts'
import { type CardUses, drawCard } from './draw-card.ts'
import { renderMarkdown } from './markdown.ts'
import type { Theme } from './place.ts'
import type { Session } from './session.ts'
import { type ClientState, isIdOf, me, ownKey } from './state.ts'
import { longTime, shortTime } from './words.ts'

/** One message; the person's own view of its card, if there is one, stands in for what everybody sees. */
export function Message({ message, state, session }: { message: MessageView; state: ClientState; session: Session }) {
  const { id, conversation, from, text, updates } = message
  const drawnFirst = useRef(updates)
  const person = me(state)
  const own = state.own.get(ownKey(state.place.as, id))
  const isMe = (mentioned: string) => isIdOf(person, mentioned)
  const mentions = message.mentions.map(({ id: mentioned, name }) => ({ text: `<at>${name}</at>`, name, me: isMe(mentioned) }))
  const uses: CardUses = { press: (pressed) => session.press(conversation, id, pressed), openTab: session.openTab }
  return h(
    'article',
    {
      class: `message ${from.key === state.place.as ? 'mine' : from.kind}`,
      'data-message-id': id,
      'aria-label': `${from.name}, ${longTime(message.createdAt)}`,
    },
    h(Avatar, { of: from }),
    h(
      'div',
      { class: 'content' },
      h(
        'header',
        null,
        h('strong', null, from.name),
        h('time', { dateTime: message.createdAt, title: longTime(message.createdAt) }, shortTime(message.createdAt)),
        updates > 0 &&
          h('span', { class: 'edited', title: message.updatedAt ? longTime(message.updatedAt) : undefined }, 'Edited'),
        mentions.some((mention) => mention.me) &&
          h('span', { class: 'at', title: 'You are mentioned', role: 'img', 'aria-label': 'You are mentioned' }, '@'),
      ),
      text && h('div', { class: 'text', dangerouslySetInnerHTML: { __html: renderMarkdown(text, mentions) } }),
      own?.card
        ? [
            h(Card, { key: 'own', card: own.card, theme: state.place.theme, isMe, uses }),
            h('p', { key: 'alone', class: 'alone' }, 'Only you see this'),
          ]
        : message.cards.map((card, index) => h(Card, { key: index, card, theme: state.place.theme, isMe, uses })),
      own?.strip && h(Line, { strip: own.strip, signIn: (url) => session.signIn(conversation, id, url) }),
    ),
    updates > drawnFirst.current && h('span', { key: updates, class: 'flash', 'aria-hidden': 'true' }),
  )
}

interface CardProps {
  card: unknown
  theme: Theme
  isMe: (id: string) => boolean
  uses: CardUses
}

/** Drawn anew only when the card, the theme or the person changes, so that what is typed or unfolded in it stays. */
function Card({ card, theme, isMe, uses }: CardProps) {
  const box = useRef<HTMLDivElement>(null)
  const latest = useRef(uses)
  latest.current = uses
  const content = JSON.stringify(card)
  useLayoutEffect(() => {
    const { openTab } = uses
    const press: CardUses['press'] = (pressed) => latest.current.press(pressed)
    box.current?.replaceChildren(drawCard(JSON.parse(content), theme, isMe, { press, openTab }))
  }, [content, theme])
  return h('div', { class: 'card', ref: box })
}

function Line({ strip, signIn }: { strip: Strip; signIn: (url: string) => void }) {
  return h(
    'p',
    { class: `strip ${strip.kind}`, role: strip.kind === 'failed' ? 'alert' : 'status' },
    strip.text,
    strip.kind === 'sign-in' && h('button', { type: 'button', class: 'primary', onClick: () => signIn(strip.url) }, strip.title),
  )
}

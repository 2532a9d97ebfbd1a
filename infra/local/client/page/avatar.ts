import { h } from 'preact'
import { initials } from './words.ts'

/** The picture of a person (letters on a colour of their own) or of the bot. */
export function Avatar({ of, size = 32 }: { of: { kind: 'bot' | 'person'; name: string }; size?: 24 | 32 | 40 }) {
  const classes = `avatar size-${size}`
  if (of.kind === 'bot') return h('img', { class: classes, src: 'pocketsoc.svg', alt: '' })
  const hue = [...of.name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 5
  return h('span', { class: `${classes} hue-${hue}`, 'aria-hidden': 'true' }, initials(of.name))
}

import { type ComponentChildren, h } from 'preact'
import { clockTime } from './words.ts'

/** A phone of 390 × 844 around the client: status bar, notch and home bar take the room they take on a real one. */
export function Device({ children }: { children?: ComponentChildren }) {
  return h(
    'div',
    { class: 'device' },
    h(
      'div',
      { class: 'screen' },
      h('div', { class: 'status-bar', 'aria-hidden': 'true' }, h('span', null, clockTime(new Date())), h(Signals, null)),
      children,
      h('div', { class: 'home-bar', 'aria-hidden': 'true' }),
    ),
  )
}

function Signals() {
  const bars = [4, 6, 8, 10].map((height, index) => h('rect', { x: index * 4, y: 11 - height, width: 3, height, rx: 1 }))
  return h(
    'svg',
    { viewBox: '0 0 46 12', width: 46, height: 12 },
    bars,
    h('rect', { class: 'battery', x: 21.5, y: 0.5, width: 21, height: 11, rx: 3.5 }),
    h('rect', { x: 23, y: 2, width: 15, height: 8, rx: 2 }),
    h('path', { d: 'M44 4.2v3.6c.9-.3 1.5-1 1.5-1.8S44.9 4.5 44 4.2z' }),
  )
}

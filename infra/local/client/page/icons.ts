import { h } from 'preact'

/** Outlines on a grid of 20. */
const PATHS = {
  alerts: 'M10 2.5 4 4.8v4.4c0 3.9 2.5 6.9 6 8.3 3.5-1.4 6-4.4 6-8.3V4.8zM10 6.5v4M10 13.2v.1',
  back: 'M12.5 4 6.5 10l6 6',
  chat: 'M10 3a7 7 0 0 0-6.1 10.4L3 17l3.7-.9A7 7 0 1 0 10 3zM7 9h6M7 12h4',
  close: 'M5 5l10 10M15 5 5 15',
  dark: 'M16 11.5A6.5 6.5 0 0 1 8.5 4a6.5 6.5 0 1 0 7.5 7.5z',
  desktop: 'M3 4h14v9H3zM7 16.5h6M10 13v3.5',
  down: 'M5 8l5 5 5-5',
  light:
    'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  phone: 'M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM9 15h2',
  reply: 'M8 5 3.5 9.5 8 14M4 9.5h7a5.5 5.5 0 0 1 5.5 5.5',
  right: 'M8 5l5 5-5 5',
  send: 'M3 3.5 17.5 10 3 16.5 5 10zM5 10h6',
  team: 'M7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM14 9.5a2 2 0 1 0 0-4M2.5 15.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4zM14 12c2 0 3.5 1.2 3.5 3.5h-3',
} as const

/** A picture that says nothing to screen readers; the button around it has the words. */
export function icon(name: keyof typeof PATHS, size = 20) {
  return h(
    'svg',
    { class: 'icon', viewBox: '0 0 20 20', width: size, height: size, 'aria-hidden': 'true' },
    h('path', { d: PATHS[name] }),
  )
}

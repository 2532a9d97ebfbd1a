/** Words about people and times. */

import type { Account } from '../../world.ts'

/** What an account may do, for the person switcher. */
export function mayDo({ appRoles, defender }: Account): string {
  if (!defender) return 'In the team, no Defender role'
  const groups = defender.groups.length === 1 ? `${defender.groups[0]} only` : 'all machine groups'
  const acts = defender.mayAct ? `Isolates in ${groups}` : `Sees ${groups}, may not act`
  return appRoles.includes('Lead') ? `${acts}, sets channel rules` : acts
}

/** Up to two letters for an avatar. */
export function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('')
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const dayAndTime = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })

/** The time alone for today, with the day for others. */
export function shortTime(iso: string, now = new Date()): string {
  const date = new Date(iso)
  return (date.toDateString() === now.toDateString() ? time : dayAndTime).format(date)
}

/** The time as a phone's status bar shows it. */
export const clockTime = (date: Date): string => date.toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit' })

/** Day and time to the second. */
export const longTime = (iso: string): string => whole.format(new Date(iso))

/** `09:41 UTC`, with the day before it when that is not today. */
export function clock(iso: string, now: number): string {
  const date = dateOf(iso)
  const day = dayOf(date, now)
  return day === dayOf(new Date(now), now) ? timeOf(date) : `${day} ${timeOf(date)}`
}

/** `24 Nov 09:41 UTC, 12 min ago`, which breaks in the middle only; what Defender did not tell is `not known`. */
export function moment(iso: string | null, now: number): string {
  if (iso === null) return 'not known'
  const date = dateOf(iso)
  const unbroken = (text: string) => text.replaceAll(' ', '\u00a0')
  return `${unbroken(`${dayOf(date, now)} ${timeOf(date)}`)}, ${unbroken(ago(iso, now))}`
}

/** `just now`, `12 min ago`, `3 h ago`, `2 d ago`. */
export function ago(iso: string, now: number): string {
  const minutes = Math.floor((now - dateOf(iso).getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`
}

const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' })
const DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** With its year when that is not this one. */
function dayOf(date: Date, now: number): string {
  return (date.getUTCFullYear() === new Date(now).getUTCFullYear() ? DAY : DAY_OF_YEAR).format(date)
}

function timeOf(date: Date): string {
  return `${TIME.format(date)} UTC`
}

/** Defender writes up to seven digits of a second; not every browser reads more than three. */
function dateOf(iso: string): Date {
  return new Date(iso.replace(/(\.\d{3})\d+/, '$1'))
}

import type { Instant } from '../domain/instant.ts'
import { msOf } from '../domain/instant.ts'

/** Writes moments as people read them: always UTC, with the SOC's own time beside it where one is set. Never "5 minutes ago": a card does not tick. */
export interface Times {
  /** `2 Nov 09:05 UTC (10:05 Paris)`, with the day there too when it is another. */
  at(instant: Instant): string
}

const UTC = format('UTC')

/** `zone` is an IANA name or null for UTC alone. */
export function createTimes(zone: string | null): Times {
  const local = zone === null ? null : { clock: format(zone), place: (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ') }
  return {
    at(instant) {
      const date = new Date(msOf(instant))
      const day = UTC.day.format(date)
      const utc = `${day} ${UTC.time.format(date)} UTC`
      if (!local) return utc
      const localDay = local.clock.day.format(date)
      return `${utc} (${localDay === day ? '' : `${localDay} `}${local.clock.time.format(date)} ${local.place})`
    },
  }
}

function format(timeZone: string) {
  return {
    day: new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' }),
    time: new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  }
}

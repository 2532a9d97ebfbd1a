/** Time as a process sees it. */
export interface FastDates {
  readonly pace: number
  /** What the machine's own clock shows, in milliseconds since 1970. */
  machine(): number
  /** Lets so much time go by at once. */
  advance(ms: number): void
}

/**
 * From now on this process's dates run `pace` times as fast as the machine's: when the machine's clock showed `since`,
 * they say `said`. Timers are left alone.
 */
export function runDates(pace: number, since = Date.now(), said = since): FastDates {
  const machine = Date.now
  let ahead = 0
  const now = (): number => said + ahead + Math.floor((machine() - since) * pace)
  Date.now = now
  globalThis.Date = new Proxy(Date, {
    construct: (date, args, made) => Reflect.construct(date, args.length > 0 ? args : [now()], made),
  })
  return {
    pace,
    machine,
    advance: (ms) => {
      ahead += ms
    },
  }
}

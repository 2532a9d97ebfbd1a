/**
 * Loaded into a bot before its own code (`--import`): its clocks, timers and deadlines run faster than the machine's.
 * `FAST_TIME` is `{ pace, since, said }` as `runDates` takes them. What Node times inside itself, such as connecting, does not follow.
 */
import { flushCompileCache, syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import { promisify } from 'node:util'
import { runDates } from './fast-dates.ts'

const { pace, since, said } = JSON.parse(process.env['FAST_TIME'] ?? '')
runDates(pace, since, said)

const slow = {
  wait: timers.setTimeout,
  later: setTimeout,
  every: setInterval,
  deadline: AbortSignal.timeout,
  elapsed: performance.now.bind(performance),
}
const shorter = (ms = 0): number => ms / pace
const later = (act: () => void, ms?: number, ...args: []) => slow.later(act, shorter(ms), ...args)
const every = (act: () => void, ms?: number, ...args: []) => slow.every(act, shorter(ms), ...args)

performance.now = () => slow.elapsed() * pace
timers.setTimeout = (ms, value, options) => slow.wait(shorter(ms), value, options)
syncBuiltinESMExports()
AbortSignal.timeout = (ms) => slow.deadline(Math.ceil(shorter(ms)))
Object.assign(globalThis, { setTimeout: Object.assign(later, { [promisify.custom]: timers.setTimeout }), setInterval: every })

// Whoever is killed writes no cache of compiled code; with one, a start takes half the time.
slow.later(flushCompileCache, 3000).unref()

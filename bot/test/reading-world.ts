import type { Alert } from '../domain/alert.ts'
import type { AlertId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { AlertPage } from '../domain/reading.ts'
import { createCatchUp } from '../flows/catch-up.ts'
import { pollAlerts } from '../flows/poll-alerts.ts'
import type { AlertSource } from '../ports.ts'
import type { Store } from '../records.ts'
import { freshStore } from './fresh-store.ts'
import { sampleAlert, sampleConversation, sampleRule } from './samples.ts'

/** Defender's clock, at first. */
export const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
/** In milliseconds. */
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** So long before Defender's clock, at first. */
export const ago = (ms: number): Instant => plusMs(NOW, -ms)

/** Answers as Defender does: by update time alone, ordered by id, at most as many as asked for, with its own clock. */
export class ScriptedAlerts implements AlertSource {
  alerts: Alert[] = []
  clock: Instant | null = NOW
  asked: { from: Instant; until: Instant | null; most: number; skip: number }[] = []
  /** Runs before each answer. */
  meanwhile: () => void = () => undefined

  async updatedBetween(from: Instant, until: Instant | null, most: number, skip: number): Promise<AlertPage> {
    this.meanwhile()
    this.asked.push({ from, until, most, skip })
    const found = this.alerts.filter(
      ({ updatedAt }) => updatedAt !== null && updatedAt >= from && (until === null || updatedAt < until),
    )
    const alerts = found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(skip, skip + most)
    return { alerts, asOf: this.clock }
  }

  /** It was changed, just now by its own clock. */
  touch(id: string, at: Instant): void {
    this.alerts = this.alerts.map((alert) => (alert.id === id ? { ...alert, version: `${id}-${at}`, updatedAt: at } : alert))
  }
}

/** An alert of a minute ago, with an incident of its own. */
export const alert = (id: string, over: Partial<Alert> = {}): Alert =>
  sampleAlert({ id: id as AlertId, version: `${id}-1`, incidentId: null, updatedAt: ago(MINUTE), ...over })

/** Many alerts, the newest first, so far apart. Their ids have no order in time. */
export const manyAlerts = (count: number, apartMs: number): Alert[] =>
  Array.from({ length: count }, (_, n) => alert(`${(n * 7919) % count}-${n}`, { updatedAt: ago(n * apartMs) }))

/** Reading, with an empty store that has one rule for everything. Our own clock is `ourClock`. */
export async function readingWorld() {
  const store: Store = await freshStore()
  await store.saveConversation(sampleConversation())
  await store.addRule(sampleRule())
  const defender = new ScriptedAlerts()
  let ids = 0
  const world = {
    store,
    defender,
    ports: () => ports,
    ourClock: NOW,
    poll: () => pollAlerts(ports, AbortSignal.timeout(10_000)),
    /** A step of catching up; `restart` forgets what is not on record. */
    catchUp: () => step(AbortSignal.timeout(10_000)),
    restart: () => {
      step = createCatchUp(ports)
    },
    /** Reads until nothing is left. */
    async readAll() {
      await world.poll()
      while (await world.catchUp()) await world.poll()
    },
    unread: async () => {
      const known = await store.alertVersions(defender.alerts.map(({ id }) => id))
      return defender.alerts.filter(({ id, version }) => known.get(id)?.version !== version).map(({ id }) => id)
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
  const ports = {
    store,
    alerts: defender,
    freshenMachines: async () => undefined,
    now: () => world.ourClock,
    keptSince: () => instantOf(0),
    newId: (digits: number) => {
      ids += 1
      return String(ids).padStart(digits, '0')
    },
  }
  let step = createCatchUp(ports)
  return world
}

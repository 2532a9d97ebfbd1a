import type { Weather } from '../domain/crowd.ts'
import { planCrowd, weatherOf } from '../domain/crowd.ts'
import type { CaseId, ConversationId, IncidentId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { cardDelivery } from '../domain/plan.ts'
import type { SendBudget } from '../domain/send-budget.ts'
import type { Records, Store } from '../records.ts'
import { settleCases } from './settle-cases.ts'

/** What watching for storms needs. */
export interface RollUpPorts {
  readonly store: Store
  readonly budget: Pick<SendBudget, 'leftInHour'>
  /** Milliseconds of a clock that nobody sets. */
  readonly nowMs: () => number
  readonly rolledUp: (conversation: ConversationId, incident: IncidentId, counted: number, shown: number) => void
}

const WATCH_EVERY_MS = 1000
/** A storm is over when it has been none for so long. */
const OVER_AFTER_MS = 15_000

/**
 * Looks at every channel once a second, however often it is called: where more is due than Teams lets through, machines of
 * large incidents become a number on their thread's first card, and when that is over they get their cards.
 */
export function createStormWatch(ports: RollUpPorts): (now: Instant) => Promise<void> {
  const stormedMs = new Map<ConversationId, number>()
  let watchedMs = -Infinity

  return async (now) => {
    const nowMs = ports.nowMs()
    if (nowMs - watchedMs < WATCH_EVERY_MS) return
    watchedMs = nowMs
    for (const { id, due, counted } of await ports.store.backlogs(now)) {
      const seen = weatherOf(due, ports.budget.leftInHour(id, nowMs))
      if (seen.is === 'storm') stormedMs.set(id, nowMs)
      const isOver = nowMs - (stormedMs.get(id) ?? -Infinity) >= OVER_AFTER_MS
      const weather: Weather = seen.is === 'calm' && !isOver ? { is: 'between' } : seen
      if (weather.is === 'storm' || counted) await rollOrUnroll(ports, id, weather, now)
    }
  }
}

async function rollOrUnroll({ store, rolledUp }: RollUpPorts, id: ConversationId, weather: Weather, now: Instant): Promise<void> {
  await store.transaction(async (records) => {
    let room = weather.is === 'calm' ? weather.room : 0
    for (const crowd of await records.crowds(id)) {
      const plan = planCrowd(crowd, weather.is === 'calm' ? { ...weather, room } : weather)
      if (plan.unroll.length > 0) room -= plan.unroll.length + 1 // and the card that counted them
      const counted = plan.rollUp.length > 0 ? await records.rollUp(plan.rollUp) : []
      const shown = await unroll(records, plan.unroll, now)
      if (counted.length + shown === 0) continue
      await settleCases(records, [crowd.first], now, crowd.rolledUp.length === 0 ? 'now' : 'soon') // a first count is told at once
      rolledUp(id, crowd.incidentId, counted.length, shown)
    }
  })
}

/** Gives every machine of the incident its card, because somebody asked; from then on it is not counted again. */
export async function showAllMachines(
  store: Store,
  conversation: ConversationId,
  incident: IncidentId,
  now: Instant,
): Promise<void> {
  await store.transaction(async (records) => {
    await records.showAll(conversation, incident)
    const crowd = (await records.crowds(conversation)).find(({ incidentId }) => incidentId === incident)
    if (!crowd) return
    await unroll(records, planCrowd(crowd, { is: 'between' }).unroll, now)
    await settleCases(records, [crowd.first], now, 'now')
  })
}

async function unroll(records: Records, ids: readonly CaseId[], now: Instant): Promise<number> {
  if (ids.length === 0) return 0
  const cases = await records.cases(await records.unroll(ids))
  await records.enqueue(cases.map(cardDelivery), now)
  return cases.length
}

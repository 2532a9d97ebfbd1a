/** Delivering over a real store to a Teams that takes messages down and fails as told. */
import { BotError } from '../domain/error.ts'
import type { ActivityId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, msOf } from '../domain/instant.ts'
import { createPatience } from '../domain/patience.ts'
import { cardDelivery } from '../domain/plan.ts'
import { createSendBudget } from '../domain/send-budget.ts'
import type { DeliverPorts } from '../flows/deliver.ts'
import { deliverDue } from '../flows/deliver.ts'
import type { Address, Connector, Message } from '../ports.ts'
import { freshStore } from './fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleRule } from './samples.ts'

/** When each bench begins. */
export const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
/** The case that each bench has a card of. */
export const CASE = sampleCase()

/** A Teams for tests. `fail` is met one by one; `refuses` stays. */
class FakeTeams implements Connector {
  sent: { how: 'post' | 'update'; to: Address; activityId: ActivityId; summary: string }[] = []
  tried: Address[] = []
  fail: BotError[] = []
  refuses: (to: Address) => BotError | null = () => null
  during: () => Promise<void> = async () => undefined

  async post(to: Address, message: Message): Promise<ActivityId> {
    await this.#take(to)
    const activityId = `m${this.sent.length + 1}` as ActivityId
    this.sent.push({ how: 'post', to, activityId, summary: message.summary })
    return activityId
  }
  async update(to: Address, activityId: ActivityId, message: Message): Promise<void> {
    await this.#take(to)
    this.sent.push({ how: 'update', to, activityId, summary: message.summary })
  }
  async #take(to: Address): Promise<void> {
    this.tried.push(to)
    await this.during()
    const error = this.fail.shift() ?? this.refuses(to)
    if (error) throw error
  }
}

/** A store with one channel, one rule and one case that is not posted yet. */
export async function deliveryBench() {
  const store = await freshStore()
  const teams = new FakeTeams()
  const failures: { why: string; became: string }[] = []
  const patience = createPatience()
  await store.saveConversation(sampleConversation())
  await store.addRule(sampleRule())

  const bench = {
    store,
    teams,
    failures,
    now: NOW as Instant,
    async addCase(over: Parameters<typeof sampleCase>[0], alertId = 'a1') {
      const one = sampleCase(over)
      const alert = sampleAlert({ id: alertId as never, incidentId: one.incidentId })
      await store.saveAlerts([alert], 1)
      await store.saveCases([one])
      await store.joinAlerts([{ alertId: alert.id, conversationId: one.conversationId, caseId: one.id }])
      return one
    },
    ports: (): DeliverPorts => ({
      store,
      connector: teams,
      fallbackServiceUrl: 'https://fallback.example/',
      budget: createSendBudget(),
      patience,
      render: {
        caseCard: (file) => ({ summary: `case ${file.case.id.slice(0, 2)} r${file.case.revision}`, body: { card: {} } }),
        shortCaseCard: (file) => ({ summary: `short ${file.case.id.slice(0, 2)}`, body: { card: {} } }),
        noticeCard: ({ title }) => ({ summary: title, body: { card: {} } }),
        reviewCard: ({ review }) => ({ summary: `review ${review.revision}`, body: { card: {} } }),
        batchCard: ({ revision }) => ({ summary: `batch ${revision}`, body: { card: {} } }),
        packageReadyCard: () => ({ summary: 'package', body: { card: {} } }),
        pulseCard: (begunAt) => ({ summary: `pulse ${begunAt}`, body: { card: {} } }),
        raiseCard: (_, rank) => ({ summary: `raised to ${rank}`, body: { card: {} } }),
      },
      pulseArrived: () => undefined,
      watch: async () => undefined,
      during: (_, work) => work(),
      fingerprint: ({ summary }) => summary,
      now: () => bench.now,
      nowMs: () => msOf(bench.now),
      random: () => 0.5,
      events: { delivered: () => undefined, failed: (_, why, became) => failures.push({ why, became }) },
    }),
    deliver: () => deliverDue(bench.ports(), AbortSignal.timeout(5000)),
    async revise(revision: number) {
      const [one] = await store.cases([CASE.id])
      if (!one) throw new BotError('not-found', 'no case')
      await store.saveCases([{ ...one, revision }])
      await store.enqueue([cardDelivery({ ...one, revision })], bench.now)
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
  await bench.addCase({})
  return bench
}

/** What `deliveryBench` makes. */
export type DeliveryBench = Awaited<ReturnType<typeof deliveryBench>>

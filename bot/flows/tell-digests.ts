import type { Times } from '../cards/times.ts'
import { SEVERITIES } from '../domain/alert.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { DigestFacts, TimeOfDay } from '../domain/digest.ts'
import { digestDay, digestLines, isDigestDue } from '../domain/digest.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { isOverdue } from '../domain/isolation-review.ts'
import { fresh } from '../domain/plan.ts'
import type { Clock } from '../ports.ts'
import type { DigestPlan } from '../records/digests.ts'
import type { Records, Store } from '../records.ts'

/** What telling needs. */
export interface DigestPorts {
  readonly store: Store
  readonly now: Clock
  /** When, in the time zone `zone` (an IANA name); `null` tells nobody. */
  readonly digestAt: TimeOfDay | null
  readonly zone: string
  readonly times: Times
  /** A link to what is isolated now, where there is a tab. */
  readonly link: { readonly title: string; readonly url: string } | null
}

/** Tells the digest of the day, once, where it is wanted: in the operator conversation unless it was turned off, elsewhere where it was turned on. */
export async function tellDigests(ports: DigestPorts): Promise<number> {
  const { store, now, digestAt, zone, times } = ports
  if (digestAt === null) return 0
  const at = now()
  await planForOperator(store, at)
  const due = (plan: DigestPlan): boolean => plan.wanted && isDigestDue(plan.toldAt, at, digestAt, zone)
  let told = 0
  for (const { conversationId } of (await store.digestPlans()).filter(due)) {
    await store.transaction(async (records) => {
      const plan = (await records.digestPlans()).find((one) => one.conversationId === conversationId)
      if (!plan || !due(plan)) return
      const operator = (await records.cursor('operator')) === conversationId
      const facts = await gather(records, operator ? null : conversationId, plan.toldAt, at)
      const notice = {
        title: 'Good morning',
        lines: [`${operator ? 'Everything' : 'What stands here'}, since ${times.at(plan.toldAt)}`, ...digestLines(facts, at)],
        buttons: [],
        ...(ports.link && { link: ports.link }),
      }
      await records.saveDigestPlan({ ...plan, toldAt: at })
      const key = `notice:digest:${conversationId}:${digestDay(at, digestAt, zone)}`
      await records.enqueue([fresh(key, conversationId, { what: 'notice', notice, threadId: null }, SEVERITIES.length, 0)], at)
      told += 1
    })
  }
  return told
}

/** The operator conversation counts from when it was first seen here. */
async function planForOperator(store: Store, now: Instant): Promise<void> {
  const conversationId = (await store.cursor('operator')) as ConversationId | null
  if (conversationId === null || (await store.digestPlans()).some((one) => one.conversationId === conversationId)) return
  await store.saveDigestPlan({ conversationId, wanted: true, toldAt: now })
}

async function gather(records: Records, conversation: ConversationId | null, since: Instant, now: Instant): Promise<DigestFacts> {
  const { alerts, openCases, machines } = await records.digestCounts(conversation, since)
  const reviews = (await records.openReviews()).filter(({ machineId }) => machines === null || machines.includes(machineId))
  const known = await records.machines(reviews.map(({ machineId }) => machineId))
  return {
    newAlerts: alerts,
    openCases,
    isolated: reviews
      .toSorted((a, b) => (a.since < b.since ? -1 : 1))
      .map((review) => ({
        machine: known.get(review.machineId)?.name ?? `machine ${review.machineId.slice(0, 12)}…`,
        owner: review.owner?.name ?? null,
        since: review.since,
        done: cutOffWords(known.get(review.machineId) ?? null).done,
        overdue: isOverdue(review, now),
      })),
    dead: conversation === null ? (await records.counts()).dead : null,
  }
}

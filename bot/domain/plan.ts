import type { Alert } from './alert.ts'
import { isResolved, SEVERITIES } from './alert.ts'
import type { Case, CaseTotals, Joined } from './case.ts'
import type { Conversation } from './conversation.ts'
import type { Delivery } from './delivery.ts'
import type { CaseId, ConversationId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import type { Rule } from './rule.ts'
import { admits } from './rule.ts'

/** What is on record when alerts are held against the rules. */
export interface Known {
  readonly rules: readonly Rule[]
  readonly conversations: readonly Conversation[]
  /** Where these alerts have joined already. */
  readonly joined: readonly Joined[]
  /** The open cases of their incidents that their conversations show. */
  readonly openCases: readonly Case[]
  /** Cases that closed before this are forgotten. */
  readonly keptSince: Instant
}

/** Which cases open, which alerts join which case, and which cases have something new to show. */
export interface Joins {
  readonly opened: readonly Case[]
  readonly joined: readonly Joined[]
  readonly touched: readonly CaseId[]
}

/**
 * Finds each alert its case in each conversation whose rules admit it: the one it joined before, else the open case
 * of the same incident and machine that is shown there, else a new one. `changed` tells whether Defender said something new
 * of the alert.
 */
export function planJoins(
  alerts: readonly { readonly alert: Alert; readonly changed: boolean }[],
  known: Known,
  newCaseId: () => CaseId,
  now: Instant,
): Joins {
  const cases = new Map(known.openCases.map((one) => [keyOf(one.conversationId, one.incidentId, one.machineId), one.id]))
  const places = new Map(known.joined.map((one) => [`${one.conversationId} ${one.alertId}`, one.caseId]))
  const rulesOf = Map.groupBy(known.rules, (rule) => rule.conversationId)
  const opened: Case[] = []
  const joined: Joined[] = []
  const touched = new Set<CaseId>()

  for (const { alert, changed } of alerts) {
    for (const { id: conversationId, kind } of known.conversations) {
      const place = places.get(`${conversationId} ${alert.id}`)
      if (place) {
        if (changed) touched.add(place)
        continue
      }
      const rules = rulesOf.get(conversationId)?.filter((one) => !isForgotten(alert, one, known.keptSince))
      const rule = rules?.find((one) => admits(one, alert, kind === 'personal'))
      if (!rule) continue

      const key = keyOf(conversationId, alert.incidentId, alert.machine?.id ?? null)
      const caseId = (alert.incidentId !== null && cases.get(key)) || newCaseId()
      if (cases.get(key) !== caseId) {
        cases.set(key, caseId)
        opened.push(openCase(caseId, rule, alert, now))
      }
      joined.push({ alertId: alert.id, conversationId, caseId })
      places.set(`${conversationId} ${alert.id}`, caseId)
      touched.add(caseId)
    }
  }
  return { opened, joined, touched: [...touched] }
}

/** Whether the rule may have shown it before, in a case that is forgotten. A newer rule that looks back shows it. */
function isForgotten(alert: Alert, rule: Rule, keptSince: Instant): boolean {
  const last = alert.updatedAt ?? alert.createdAt
  return isResolved(alert) && last !== null && last < keptSince && rule.createdAt < keptSince
}

/** What besides its alerts decides about a case. */
export interface Settling {
  /** Its 1:1 chat does not show it any more. */
  readonly hidden: boolean
  /** Nothing is running on its machine and nothing is cut off. */
  readonly quiet: boolean
  readonly hurry: Hurry
}

/**
 * How soon a card must follow. `now`: something was done or learnt that people wait for. Otherwise an update waits a little,
 * so that what changes together is one, and while somebody reads a confirm step on the card: `soon`; or `calmly`, while
 * more is being read that may change it again: then a first card waits too. What is High, or gets worse, never waits.
 */
export type Hurry = 'now' | 'soon' | 'calmly'

const WAITS_MS = { soon: { first: 0, update: 3_000 }, calmly: { first: 10_000, update: 20_000 } } as const
const HIGH = SEVERITIES.indexOf('High')
/** A machine that nobody was shown yet comes before news of no weight of one that was. */
const UPDATE_RANK = 0

/** The case as its alerts and its machine now make it, and what its conversation must be sent. */
export function settleCase(
  one: Case,
  totals: CaseTotals,
  { hidden, quiet, hurry }: Settling,
  now: Instant,
): { readonly settled: Case; readonly deliveries: readonly Delivery[] } {
  const severityRank = hidden ? one.severityRank : Math.max(one.severityRank, totals.severityRank)
  const settled: Case = {
    ...one,
    severityRank,
    revision: one.revision + 1,
    closedAt: totals.unresolved === 0 && quiet ? (one.closedAt ?? now) : null,
  }
  if (hidden && one.activityId === null) return { settled, deliveries: [] }
  const worse = severityRank > one.severityRank && one.activityId !== null
  const plain = !worse && hurry !== 'now'
  const card = {
    ...cardDelivery(settled),
    rank: plain && one.activityId !== null ? UPDATE_RANK : severityRank,
    notBefore: plain ? waitsUntil(one, severityRank, hurry, now) : null,
  }
  return { settled, deliveries: worse ? [card, raiseDelivery(settled)] : [card] }
}

function waitsUntil(one: Case, severityRank: number, hurry: Exclude<Hurry, 'now'>, now: Instant): Instant | null {
  const { first, update } = WAITS_MS[hurry]
  if (one.activityId === null) return first > 0 && severityRank < HIGH ? plusMs(one.openedAt, first) : null
  const together = plusMs(now, update)
  return one.confirmUntil !== null && one.confirmUntil > together ? one.confirmUntil : together
}

/** The case's card, wanted at its present revision. */
export function cardDelivery({ id, conversationId, severityRank, revision }: Case): Delivery {
  return fresh(`card:${id}`, conversationId, { what: 'card', caseId: id }, severityRank, revision)
}

/** The short reply that tells of a case's higher severity; one for each severity that a case reaches. */
export function raiseDelivery({ id, conversationId, severityRank, revision }: Case): Delivery {
  return fresh(`raise:${id}:${severityRank}`, conversationId, { what: 'raise', caseId: id, severityRank }, severityRank, revision)
}

/** A delivery nobody has tried yet. */
export function fresh(
  key: string,
  conversationId: ConversationId,
  content: Delivery['content'],
  rank: number,
  revision: number,
): Delivery {
  return { key, conversationId, content, rank, revision, notBefore: null, sentPrint: null, tries: 0, unclearPosts: 0, epoch: 0 }
}

function openCase(id: CaseId, rule: Rule, alert: Alert, now: Instant): Case {
  return {
    id,
    conversationId: rule.conversationId,
    incidentId: alert.incidentId,
    machineId: alert.machine?.id ?? null,
    ruleId: rule.id,
    severityRank: -1,
    revision: 0,
    openedAt: now,
    closedAt: null,
    activityId: null,
    postedAt: null,
    confirmUntil: null,
  }
}

function keyOf(conversationId: ConversationId, incidentId: number | null, machineId: string | null): string {
  return `${conversationId} ${incidentId} ${machineId}`
}

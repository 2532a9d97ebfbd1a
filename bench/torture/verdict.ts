import type { CaseSeen, Facts, Standing } from './facts.ts'
import { admitted, WANTED } from './rules.ts'

/** What came of it. */
export interface Verdict {
  /** Alerts that a conversation was to see and does not, neither on a card nor in a count. */
  readonly lost: readonly string[]
  /** Intents that Defender was asked for, or did, more than once. */
  readonly doubled: readonly string[]
  /** Messages that stand beside another of the same thing. */
  readonly duplicates: number
  /** Posts whose outcome was never learnt: each may stand twice. */
  readonly unknown: number
  /** Whatever else does not hold. */
  readonly wrong: readonly string[]
}

/** Holds the laws against the facts. */
export function judge(facts: Facts): Verdict {
  const extra = duplicates(facts)
  const { unclearPosts } = facts.outbox
  return {
    lost: lost(facts),
    doubled: doubled(facts),
    duplicates: extra.length,
    unknown: unclearPosts,
    wrong: [
      ...(extra.length > unclearPosts
        ? [`${extra.length} duplicates of ${unclearPosts} unknown outcomes: ${extra.join(', ')}`]
        : []),
      ...shownToNobody(facts),
      ...untrue(facts),
      ...unfinished(facts),
    ],
  }
}

/** The one line. */
export function verdictLine({ lost, doubled, duplicates, unknown }: Verdict): string {
  return `${lost.length} lost, ${doubled.length} doubled intents, ${duplicates} duplicate cards of ${unknown} unknown outcomes`
}

function lost({ alerts, standing, places, cases }: Facts): string[] {
  const byId = new Map(cases.map((one) => [one.case.id, one]))
  const cards = standing.filter(({ raise }) => raise === null)
  const seen = new Set(cards.flatMap(({ conversation, alerts: named }) => named.map((alert) => `${conversation} ${alert}`)))
  const isCounted = (one: CaseSeen | undefined): boolean => {
    if (!one?.countedOn) return false
    const first = byId.get(one.countedOn)?.case.activityId
    const counted = cases.filter(({ countedOn }) => countedOn === one.countedOn).length
    return cards.some(({ id, counts }) => id === first && counts === counted)
  }
  return WANTED.flatMap((wanted) =>
    [...alerts]
      .filter(([, versions]) => versions.slice(-1).some((now) => admitted(wanted, now)))
      .map(([alert]) => `${wanted.conversation} ${alert}`)
      .filter((place) => {
        const one = byId.get(places.get(place) ?? ('' as never))
        return !seen.has(place) && !isCounted(one)
      }),
  )
}

/** What stands where no rule of the conversation ever admitted it. */
function shownToNobody({ alerts, standing }: Facts): string[] {
  const mayStand = new Set(
    WANTED.flatMap((wanted) =>
      [...alerts]
        .filter(([, versions]) => versions.some((one) => admitted(wanted, one)))
        .map(([alert]) => `${wanted.conversation} ${alert}`),
    ),
  )
  return standing.flatMap(({ conversation, alerts: named }) =>
    named.filter((alert) => !mayStand.has(`${conversation} ${alert}`)).map((alert) => `${alert} is shown in ${conversation}`),
  )
}

function duplicates({ standing, places }: Facts): string[] {
  const things = Map.groupBy(standing, (one) => `${one.raise ?? 'card'} of case ${caseOf(one, places)}`)
  return [...things].flatMap(([thing, { length }]) => Array<string>(length - 1).fill(thing))
}

function caseOf({ conversation, alerts: [alert] }: Standing, places: Facts['places']): string {
  return places.get(`${conversation} ${alert}`) ?? `of no record, with ${alert}`
}

function doubled({ acts, actions }: Facts): string[] {
  const requests = acts.map(({ intent }) => intent)
  const asked = actions.flatMap((action) => action.asked ?? [])
  const cancelled = actions.flatMap((action) => action.cancelled ?? [])
  const again = [requests, asked, cancelled].flatMap((marks) => marks.filter((mark, at) => marks.indexOf(mark) !== at))
  return [...new Set(again)].map((mark) => mark ?? 'a request without a mark')
}

/** Cards that do not say what is on record, records that do not say what Defender does. */
function untrue({ cases, actions, intents }: Facts): string[] {
  return [
    ...cases.flatMap(({ case: { id, activityId }, upToDate, differing, countedOn }) => [
      ...(upToDate || countedOn !== undefined
        ? []
        : [`case ${id} ${activityId === null ? 'has no card' : `is out of date in message ${activityId}`}`]),
      ...differing.map((alert) => `${alert} on record is not as Defender has it`),
    ]),
    ...actions.flatMap(({ id, asked, cancelled }) =>
      [asked, cancelled].flatMap((mark) => {
        const state = mark && (intents.get(mark)?.state ?? 'not on record')
        return state === null || state === 'accepted' ? [] : [`action ${id} of intent ${mark}, which is ${state}`]
      }),
    ),
  ]
}

function unfinished({ outbox, open }: Facts): string[] {
  return [
    ...(outbox.sending > 0 ? [`${outbox.sending} deliveries are left sending`] : []),
    ...(outbox.due > 0 ? [`${outbox.due} deliveries are left due`] : []),
    ...(outbox.dead > 0 ? [`${outbox.dead} deliveries are given up`] : []),
    ...(outbox.waiting > 0 ? [`${outbox.waiting} deliveries wait for a conversation`] : []),
    ...open.map(({ id, state }) => `intent ${id} is left ${state}`),
  ]
}

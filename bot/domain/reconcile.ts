import { familyOf, KINDS } from './action-kind.ts'
import type { ActionId, IntentId, MachineId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import type { MachineAction } from './machine-action.ts'
import { intentsOf } from './machine-action.ts'

/** What the audit last says of an intent. */
export interface RecordedIntent {
  readonly id: IntentId
  readonly machineId: MachineId | null
  readonly verb: string | null
  /** Of whoever asked; `null` when it is erased, the token had none, or the app acted, which Defender then names. */
  readonly upn: string | null
  /** The intent's state, as the audit's event names it. */
  readonly state: string
  readonly actionId: ActionId | null
  readonly at: Instant
}

/** Something that Defender's list and the audit do not both say. */
export type Finding =
  /** Of a kind that can be asked for here, without our mark: made in the portal or by another program. */
  | { readonly is: 'direct'; readonly action: MachineAction }
  /** It carries our mark, of an intent that the audit does not know. */
  | { readonly is: 'unrecorded'; readonly action: MachineAction; readonly intentId: IntentId }
  | {
      readonly is: 'different'
      readonly action: MachineAction
      readonly intentId: IntentId
      readonly what: 'machine' | 'verb' | 'requestor' | 'outcome' | 'action'
      readonly recorded: string
      readonly listed: string
    }
  /** The audit says that Defender accepted it, and Defender does not list it. */
  | { readonly is: 'unlisted'; readonly intent: RecordedIntent }

/** How long the list, or the audit while an answer is read back, may still be without it. */
const SETTLED_AFTER_MS = 15 * 60_000

/**
 * Holds Defender's list against the audit, both ways, from `since` on. Both should reach back further than that by as long
 * as an action may wait to be cancelled.
 */
export function reconcile(
  actions: readonly MachineAction[],
  intents: ReadonlyMap<IntentId, RecordedIntent>,
  since: Instant,
  now: Instant,
): Finding[] {
  const listed = new Set(actions.map(({ id }) => id))
  const settledBy = plusMs(now, -SETTLED_AFTER_MS)
  const young = actions.filter(({ updatedAt }) => updatedAt >= since)
  const unlisted = [...intents.values()].filter(
    ({ state, actionId, at }) =>
      state === 'accepted' && actionId !== null && !listed.has(actionId) && at >= since && at < settledBy,
  )
  return [
    ...young.flatMap((action) => findingsOf(action, intents, settledBy)),
    ...unlisted.map((intent) => ({ is: 'unlisted', intent }) as const),
  ]
}

function findingsOf(action: MachineAction, intents: ReadonlyMap<IntentId, RecordedIntent>, settledBy: Instant): Finding[] {
  const [asked] = intentsOf({ ...action, cancellationComment: null })
  const [cancelled] = intentsOf({ ...action, comment: null })
  const direct: Finding[] = asked === undefined && familyOf(action) !== null ? [{ is: 'direct', action }] : []
  return [
    ...direct,
    ...(asked === undefined ? [] : differences(action, asked, 'asked', intents, settledBy)),
    ...(cancelled === undefined ? [] : differences(action, cancelled, 'cancelled', intents, settledBy)),
  ]
}

/** In what the intent, whose mark the action bears as the one that asked for it or cancelled it, differs from it. */
function differences(
  action: MachineAction,
  intentId: IntentId,
  as: 'asked' | 'cancelled',
  intents: ReadonlyMap<IntentId, RecordedIntent>,
  settledBy: Instant,
): Finding[] {
  const intent = intents.get(intentId)
  if (!intent) return [{ is: 'unrecorded', action, intentId }]
  const asker = as === 'asked' ? intent.upn : null // of a cancelled action, Defender names who began it
  const verbs = verbsOf(action.type, as)
  const verb = verbs.find((one) => one === intent.verb) ?? verbs[0] ?? action.type.toLowerCase()
  const pairs = [
    ['machine', intent.machineId, action.machineId],
    ['verb', intent.verb, verb],
    ['requestor', asker?.toLowerCase() ?? null, asker === null ? null : (action.requestor?.toLowerCase() ?? null)],
    ['outcome', intent.state, isUnderWay(intent, settledBy) ? intent.state : 'accepted'],
    ['action', intent.actionId, intent.actionId === null ? null : action.id],
  ] as const
  return pairs.flatMap(([what, recorded, listed]): Finding[] =>
    recorded === listed
      ? []
      : [{ is: 'different', action, intentId, what, recorded: recorded ?? 'none', listed: listed ?? 'none' }],
  )
}

/** The verbs that come to an action of this type, or to its cancellation. */
function verbsOf(type: string, as: 'asked' | 'cancelled'): string[] {
  const verbs = Object.entries(KINDS).flatMap(([verb, kind]) => ((as === 'asked' ? kind.type : kind.undoes) === type ? verb : []))
  return as === 'asked' ? verbs : [...verbs, 'cancel']
}

function isUnderWay({ state, at }: RecordedIntent, settledBy: Instant): boolean {
  return (state === 'sending' || state === 'unknown') && at >= settledBy
}

/** Whether it is no more than something that others did, as they may. */
export function isExplained({ is }: Finding): boolean {
  return is === 'direct'
}

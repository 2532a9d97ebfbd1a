import { reasonFor } from '../cards/confirm-words.ts'
import type { Times } from '../cards/times.ts'
import type { Alert } from '../domain/alert.ts'
import { isResolved, severityRank, wordOf } from '../domain/alert.ts'
import type { Containment } from '../domain/containment.ts'
import { nextVerb } from '../domain/containment.ts'
import type { Instant } from '../domain/instant.ts'
import type { Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { Offer } from '../domain/offers.ts'
import type { Policy, Verdict } from '../domain/policy.ts'
import { verdictWords } from '../domain/policy-words.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import { isolationTypesFor, STAYS_REACHABLE, warningsOf } from '../domain/warnings.ts'
import type { LogonUser } from '../ports.ts'
import type { TabPause } from '../tab-contract/controls.ts'
import type { TabMachine, TabReview } from '../tab-contract/machines.ts'
import { alertRow } from './alert-view.ts'
import { containmentView } from './containment-view.ts'
import { moreView } from './more-view.ts'

/** What a machine is shown from: what Defender told the person just now, and the record. */
export interface MachineFacts {
  readonly machine: Machine
  readonly containment: Containment
  readonly generation: number
  readonly review: TabReview | null
  /** `null`: not told in time. */
  readonly logons: readonly LogonUser[] | null
  readonly actions: readonly MachineAction[] | null
  readonly policy: Policy
  /** What policy says of each thing that may be asked for. */
  readonly verdictOf: (verb: Verb) => Verdict
  readonly now: Instant
  /** Newest first. */
  readonly alerts: readonly Alert[]
  readonly offers: readonly Offer[]
  /** Of each file that may be stopped, by its hash. */
  readonly fileGenerations: ReadonlyMap<string, number>
}

const MOST_ACTIONS = 50

/** A machine with its isolation, who was on it, its alerts and what was done to it. */
export function machineView(facts: MachineFacts, times: Times, portalUrl: string): TabMachine {
  const { machine, containment, generation, alerts } = facts
  const next = nextVerb(containment) ?? 'isolate'
  return {
    ...machine,
    containment: containmentView(containment, generation, machine, times),
    review: facts.review,
    more: moreView(facts, reasonOf(facts), (verb) => pauseOf(verb, facts, times), times),
    logons: facts.logons,
    alerts: alerts.map(alertRow),
    actions: facts.actions && newestFirst(facts.actions).slice(0, MOST_ACTIONS).map(actionView),
    ...pauseOf(next, facts, times),
    ways: isolationTypesFor(machine).map((type) => ({ type, means: STAYS_REACHABLE[type] })),
    suggestedReason: reasonOf(facts)(next),
    portalUrl: `${portalUrl}/machines/${machine.id}`,
  }
}

/** What the confirm step says of it, as on a card. */
function pauseOf(verb: Verb, { machine, actions, policy, verdictOf, now }: MachineFacts, { at }: Times): TabPause {
  const verdict = verdictOf(verb)
  const why = verdictWords(verdict)
  return {
    warnings: warningsOf(verb, { machine, actions, kinds: policy.kinds, now, at }),
    held: verdict.is === 'allowed' || why === null ? null : { is: verdict.is, why },
  }
}

function newestFirst(actions: readonly MachineAction[]): MachineAction[] {
  return actions.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0))
}

function actionView({ id, type, status, requestor, comment, source, createdAt, updatedAt }: MachineAction) {
  return { id, type, status: wordOf(status), requestor, comment, source, createdAt, updatedAt }
}

/** As on a card: the worst alert that is not resolved, the newest of several. */
function reasonOf({ alerts }: MachineFacts): (verb: Verb) => string {
  const open = alerts.filter((alert) => !isResolved(alert))
  const [worst] = open.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity))
  return (verb) =>
    reasonFor(
      verb,
      worst ?? { title: verb === 'isolate' ? 'Isolated from Teams' : `${VERB_WORDS[verb].title} from Teams` },
      worst?.incidentId ?? null,
    )
}

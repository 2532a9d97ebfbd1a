import { containmentLine } from '../cards/containment-line.ts'
import type { Times } from '../cards/times.ts'
import type { BatchVerb } from '../domain/batch.ts'
import { nextVerb } from '../domain/containment.ts'
import type { MachineId, PersonId } from '../domain/ids.ts'
import type { Machine } from '../domain/machine.ts'
import { isOnboarded } from '../domain/machine.ts'
import type { Policy, Verdict } from '../domain/policy.ts'
import { judge, tooMany } from '../domain/policy.ts'
import { brakeWords, verdictWords } from '../domain/policy-words.ts'
import { warningsOf } from '../domain/warnings.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { policyFacts } from './may-act.ts'

/** A machine that may become one of a batch. */
export interface BatchChoice {
  readonly machine: Machine
  /** What is known of its isolation, in words. */
  readonly headline: string
  readonly generation: number
  /** Why it cannot be asked for now; `null` when it can. */
  readonly why: string | null
  /** What to know before confirming, the worst first. */
  readonly warnings: readonly string[]
}

/** How several machines stand. */
export interface BatchChoices {
  readonly choices: readonly BatchChoice[]
  /** From which on the brakes of the hour want a second person, in words; `null` where they do not. */
  readonly brake: string | null
}

/** A machine to look at; one whose generation is no longer that given has moved on. */
export interface MachineSeen {
  readonly machineId: MachineId
  readonly generation?: number
}

/** What choosing needs. */
export interface ChoosePorts {
  readonly store: Store
  readonly times: Times
  readonly policy: Policy
  readonly now: Clock
}

/**
 * How these machines stand on record, in the order given; one that Defender has not described is left out. Policy is asked about
 * each as if those before it that can be asked for had been.
 */
export async function chooseMachines(
  { store, times, policy, now }: ChoosePorts,
  verb: BatchVerb,
  person: PersonId,
  wanted: readonly MachineSeen[],
): Promise<BatchChoices> {
  const ids = wanted.map(({ machineId }) => machineId)
  const [machines, containments] = await Promise.all([store.machines(ids), store.containments(ids)])
  const choices: BatchChoice[] = []
  const before: MachineId[] = []
  let open = 0
  let brake: string | null = null
  for (const { machineId: id, generation: seen } of wanted) {
    const machine = machines.get(id)
    if (!machine) continue
    const containment = containments.get(id) ?? ({ is: 'unknown' } as const)
    const { headline } = containmentLine(containment, times, machine)
    const generation = await store.generation(id, 'containment')
    const facts = await policyFacts(store, policy, { machineId: id, person, approval: null, before }, now())
    const verdict = judge(policy, { ...facts, verb })
    const moved = seen !== undefined && seen !== generation ? 'It has moved on since you looked' : null
    const why = whyNot(verb, machine, nextVerb(containment), headline) ?? moved ?? barredBy(verdict)
    if (why === null) {
      open += 1
      const because = verdict.is === 'second-person' ? tooMany(policy, facts.lastHour) : []
      if (because.length > 0) brake ??= brakeWords(open, before.length, because)
      if (verdict.is === 'allowed') before.push(id)
    }
    const told = warningsOf(verb, { machine, actions: null, kinds: policy.kinds, now: now(), at: times.at })
    const held = verdict.is === 'second-person' ? verdictWords(verdict) : null
    choices.push({ machine, headline, generation, why, warnings: [...(held ? [held] : []), ...told.map(({ text }) => text)] })
  }
  return { choices, brake }
}

function barredBy(verdict: Verdict): string | null {
  return verdict.is === 'refused' || verdict.is === 'stopped' ? verdictWords(verdict) : null
}

function whyNot(verb: BatchVerb, machine: Machine, next: BatchVerb | null, headline: string): string | null {
  if (verb === 'isolate' && !isOnboarded(machine)) return 'Not onboarded to Defender'
  return next === verb ? null : headline
}

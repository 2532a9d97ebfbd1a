import type { Instant } from './instant.ts'
import type { Verb } from './intent.ts'
import type { Machine } from './machine.ts'
import type { Policy, Verdict } from './policy.ts'
import { KIND_WORDS, kindsOf } from './policy.ts'
import type { Warning } from './warnings.ts'

/** Why a wish waits for a second person, for whoever is about to ask. */
export function heldWords({ because }: Extract<Verdict, { is: 'second-person' | 'refused' }>): string {
  return `A second person has to approve: ${because.join('; ')}.`
}

/**
 * From which of several machines on, asked for in their order, the brakes of the hour hold and why, for whoever is about to
 * ask; `left`: how many of those before it need no second person.
 */
export function brakeWords(from: number, left: number, because: readonly string[]): string {
  const why = because.join('; ')
  if (from === 1) return `A second person has to approve each of these: ${why}.`
  return `From the ${nth(from)} on a second person has to approve: by then ${why}. ${left} ${left === 1 ? 'is' : 'are'} left until then.`
}

/** Why a wish is not carried out, for whoever asked; `null` where it is. */
export function verdictWords(verdict: Verdict): string | null {
  switch (verdict.is) {
    case 'allowed':
      return null
    case 'second-person':
      return heldWords(verdict)
    case 'refused':
      return `Policy does not allow this from here: ${verdict.because.join('; ')}. Nothing was done.`
    case 'stopped':
      return `${verdict.stop.by.name} has stopped all actions. Nothing was done. A lead resumes them; the Defender portal is not stopped.`
  }
}

/** What `explain` tells of one wish. */
export interface Explained {
  readonly policy: Policy
  /** Where the policy stands. */
  readonly file: string
  readonly machine: Machine
  readonly person: string
  readonly verb: Verb
  readonly verdict: Verdict
  readonly warnings: readonly Warning[]
  readonly at: (instant: Instant) => string
}

/** Which rules apply to a wish and what would happen, for the operator. */
export function explainWords({ policy, file, machine, person, verb, verdict, warnings, at }: Explained): string {
  const kinds = kindsOf(machine, policy.kinds).map((kind) => KIND_WORDS[kind])
  const about = [
    machine.machineGroup ?? 'no machine group',
    machine.osPlatform ?? 'system not known',
    `value ${machine.deviceValue ?? 'not known'}`,
    machine.tags.length > 0 ? `tags ${machine.tags.join(', ')}` : 'no tags',
  ]
  const rows: [string, readonly string[]][] = [
    ['Machine', [`${machine.name ?? machine.id}: ${about.join(' · ')}`, `as Defender described it ${at(machine.readAt)}`]],
    ['By tag', kinds.length > 0 ? [`it is ${kinds.join(', ')}`] : ['nothing that policy knows a tag of']],
    ['Wish', [`${verb}, by ${person}`]],
    ['Policy', [file, `${verb} is "${policy.verbs[verb]}"`]],
    ['Result', resultWords(policy, verdict)],
    ['Warnings', warnings.length > 0 ? warnings.map(({ text }) => text) : ['none']],
    ['Not here', ['whether Defender lets the person do it: that is asked when they confirm']],
  ]
  const lines = rows.flatMap(([label, texts]) => texts.map((text, at) => `${(at === 0 ? label : '').padEnd(10)}${text}`))
  return `${lines.join('\n')}\n`.replaceAll(/[^\P{Cc}\n]/gu, ' ')
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' }

function nth(n: number): string {
  return `${n}${ENDINGS[ORDINALS.select(n)] ?? 'th'}`
}

function resultWords({ secondPerson: { withinMinutes }, breakGlass }: Policy, verdict: Verdict): string[] {
  if (verdict.is === 'allowed') return ['allowed, by one person']
  if (verdict.is !== 'second-person') return [verdictWords(verdict) ?? '']
  const glass = breakGlass.length > 0 ? `; ${breakGlass.join(' or ')} may go on without one, with a reason` : ''
  return [heldWords(verdict), `A lead other than the asker can approve within ${withinMinutes} minutes${glass}.`]
}

import type { CaseFile } from '../domain/case.ts'
import type { CaseId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { Policy, Verdict } from '../domain/policy.ts'
import { heldWords } from '../domain/policy-words.ts'
import { warningsOf } from '../domain/warnings.ts'
import type { LogonUser } from '../ports.ts'
import { machineName, phrase } from './case-words.ts'
import type { Choice, Proposal } from './confirm-words.ts'
import { choiceOf, isHarsh, reasonFor, wordsOf } from './confirm-words.ts'
import type { Colour } from './containment-line.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import { plain } from './plain.ts'
import json from './templates/confirm.json' with { type: 'json' }
import type { Times } from './times.ts'

/** What a person is told before they confirm; `null` is what did not arrive in time, or is not granted. */
export interface ConfirmFacts {
  readonly machine: Machine | null
  readonly logons: readonly LogonUser[] | null
  /** Machine actions that are not final, of every kind. */
  readonly open: readonly MachineAction[] | null
  /** What policy would say of it now. */
  readonly verdict: Verdict
  readonly kinds: Policy['kinds']
  readonly now: Instant
}

/** A row of label and value. */
export interface Fact {
  readonly label: string
  readonly value: string
  readonly colour: Colour
}

interface ConfirmView {
  readonly fallbackText: string
  readonly style: 'attention' | 'emphasis'
  readonly question: string
  readonly about: string
  /** Why somebody else has to approve; `null` where nobody does. */
  readonly held: string | null
  readonly warnings: readonly { readonly text: string; readonly colour: Colour }[]
  readonly facts: readonly Fact[]
  readonly choice: Choice | null
  readonly reason: string
  readonly confirm: {
    readonly title: string
    readonly verb: string
    readonly style: string
    readonly data: object
    readonly submitted: object
  }
  readonly caseId: CaseId
  readonly nonce: number
}

const expand = template<ConfirmView>(json)
const NOT_KNOWN = 'not known'
/** Rows for who is logged on, and for what is under way; the others are counted. */
const MOST_ROWS = 3

/** The confirm step, which only the person who tapped sees. It is stateless: losing it costs one tap. Nothing has to be typed. */
export function confirmCard(file: CaseFile, proposal: Proposal, facts: ConfirmFacts, times: Times): AdaptiveCard {
  const { verb, generation, cancels } = proposal
  const { question, means, title } = wordsOf(machineName(file), file.machine, file.containment, proposal)
  const group = facts.machine?.machineGroup ?? file.machine?.machineGroup ?? null
  const harsh = isHarsh(verb)
  const data = { caseId: file.case.id, nonce: generation, ...(cancels && { actionId: cancels.id }) }
  return expand({
    fallbackText: question,
    style: harsh ? 'attention' : 'emphasis',
    question,
    about: [group === null ? 'No machine group' : `Machine group ${plain(group, 60)}`, means].filter(Boolean).join('. '),
    held: facts.verdict.is === 'second-person' ? plain(heldWords(facts.verdict), 300) : null,
    warnings: warningsOn(verb, { ...facts, machine: facts.machine ?? file.machine }, times),
    facts: factsOf(facts, times),
    choice: choiceOf(proposal, facts.machine ?? file.machine),
    reason: reasonFor(verb, file.alerts[0] ?? { title: 'Alert' }, file.case.incidentId),
    confirm: {
      title: facts.verdict.is === 'second-person' ? 'Ask for approval' : title,
      verb: `confirm-${verb}`,
      style: harsh ? 'destructive' : 'positive',
      data,
      submitted: { ...data, verb: `confirm-${verb}` },
    },
    caseId: file.case.id,
    nonce: generation,
  })
}

/** What to know before confirming, as a card shows it. */
export function warningsOn(
  verb: Verb,
  { machine, open, kinds, now }: Pick<ConfirmFacts, 'machine' | 'open' | 'kinds' | 'now'>,
  times: Times,
): ConfirmView['warnings'] {
  return warningsOf(verb, { machine, actions: open, kinds, now, at: times.at }).map(({ text, grave }) => ({
    text: plain(text, 200),
    colour: grave ? 'Attention' : 'Warning',
  }))
}

/** What decides, top down; what should give pause stands out. */
export function factsOf({ machine, logons, open }: Pick<ConfirmFacts, 'machine' | 'logons' | 'open'>, times: Times): Fact[] {
  const known = (value: string | null | undefined) => (value ? phrase(value, 80) : NOT_KNOWN)
  const silent = Boolean(machine?.healthStatus) && machine?.healthStatus !== 'Active'
  return [
    fact('Risk', known(machine?.riskScore)),
    fact('Device value', known(machine?.deviceValue), machine?.deviceValue === 'High'),
    fact('Sensor', `${known(machine?.healthStatus)}${silent ? ': may not hear of it at once' : ''}`, silent),
    ...rows('Logged on', logons?.toSorted(tellingFirst), (one) => logonFact(one, times), 'nobody lately'),
    ...rows('Under way', open, actionFact, 'nothing'),
  ]
}

function fact(label: string, value: string, pause = false): Fact {
  return { label, value, colour: pause ? 'Warning' : 'Default' }
}

/** One under another, the label beside the first. */
function rows<T>(label: string, all: readonly T[] | null | undefined, tell: (one: T) => Fact, none: string): Fact[] {
  if (!all) return [fact(label, NOT_KNOWN)]
  if (all.length === 0) return [fact(label, none)]
  const shown = all.slice(0, MOST_ROWS).map((one, index) => ({ ...tell(one), label: index === 0 ? label : '' }))
  const rest = all.length - shown.length
  return rest > 0 ? [...shown, fact('', `+ ${rest} more`)] : shown
}

function tellingFirst(a: LogonUser, b: LogonUser): number {
  return Number(b.isDomainAdmin) - Number(a.isDomainAdmin) || (b.lastSeenAt ?? '').localeCompare(a.lastSeenAt ?? '')
}

function logonFact({ account, lastSeenAt, isDomainAdmin }: LogonUser, times: Times): Fact {
  const when = lastSeenAt === null ? '' : `, ${times.at(lastSeenAt)}`
  return fact('', `${plain(account, 60)}${isDomainAdmin ? ' (domain admin)' : ''}${when}`, isDomainAdmin)
}

function actionFact({ type, requestor }: MachineAction): Fact {
  return fact('', `${phrase(type, 40)}${requestor ? ` by ${plain(requestor, 60)}` : ''}`, true)
}

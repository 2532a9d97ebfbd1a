import type { CaseFile } from '../domain/case.ts'
import type { CaseId } from '../domain/ids.ts'
import type { Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { LogonUser } from '../ports.ts'
import { machineName } from './case-words.ts'
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
}

interface ConfirmView {
  readonly fallbackText: string
  readonly style: 'attention' | 'emphasis'
  readonly question: string
  readonly about: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly asksType: boolean
  readonly reason: string
  readonly confirm: { readonly title: string; readonly verb: string; readonly style: string }
  readonly caseId: CaseId
  readonly nonce: number
}

const expand = template<ConfirmView>(json)
const NOT_KNOWN = 'not known'
const MOST_LOGONS = 3

/** The confirm step, which only the person who tapped sees. It is stateless: losing it costs one tap. Nothing has to be typed. */
export function confirmCard(file: CaseFile, verb: Verb, facts: ConfirmFacts, times: Times): AdaptiveCard {
  const { question, title } = words(file, verb)
  const group = facts.machine?.machineGroup ?? file.machine?.machineGroup ?? null
  return expand({
    fallbackText: question,
    style: verb === 'isolate' ? 'attention' : 'emphasis',
    question,
    about: group === null ? 'No machine group' : `Machine group ${plain(group, 60)}`,
    facts: factsOf(facts, times),
    asksType: verb === 'isolate',
    reason: reasonOf(file, verb),
    confirm: { title, verb: `confirm-${verb}`, style: verb === 'isolate' ? 'destructive' : 'positive' },
    caseId: file.case.id,
    nonce: file.generation,
  })
}

function words(file: CaseFile, verb: Verb) {
  const name = machineName(file)
  if (verb === 'isolate') return { question: `Isolate ${name}?`, title: 'Isolate now' }
  if (file.containment.is === 'isolating') return { question: `Cancel the isolation of ${name}?`, title: 'Cancel isolation now' }
  return { question: `Release ${name}?`, title: 'Release now' }
}

function factsOf({ machine, logons, open }: ConfirmFacts, times: Times): ConfirmView['facts'] {
  const known = (value: string | null | undefined) => (value ? plain(value, 80) : NOT_KNOWN)
  const recent = [...(logons ?? [])].sort((a, b) => ((a.lastSeenAt ?? '') < (b.lastSeenAt ?? '') ? 1 : -1)).slice(0, MOST_LOGONS)
  const users = recent.map(({ account, lastSeenAt, isDomainAdmin }) => {
    const when = lastSeenAt === null ? '' : `, ${times.at(lastSeenAt)}`
    return `${plain(account, 60)}${isDomainAdmin ? ' (domain admin)' : ''}${when}`
  })
  const running = (open ?? [])
    .slice(0, 3)
    .map(({ type, requestor }) => `${plain(type, 40)}${requestor ? ` by ${plain(requestor, 60)}` : ''}`)
  return [
    { label: 'Risk', value: known(machine?.riskScore) },
    { label: 'Device value', value: known(machine?.deviceValue) },
    { label: 'Sensor', value: known(machine?.healthStatus) },
    { label: 'Logged on', value: logons === null ? NOT_KNOWN : users.join('; ') || 'nobody lately' },
    { label: 'Under way', value: open === null ? NOT_KNOWN : running.join('; ') || 'nothing' },
  ]
}

/** Prefilled, so that two taps are enough; the person may write another. */
function reasonOf({ alerts: [first], case: { incidentId } }: CaseFile, verb: Verb): string {
  const what = verb === 'isolate' ? plain(first?.title ?? 'Alert', 160) : 'Released from Teams'
  return incidentId === null ? what : `${what} (incident ${incidentId})`
}

import type { Approval } from '../domain/approval.ts'
import type { CaseFile } from '../domain/case.ts'
import { filesOf } from '../domain/evidence-file.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import { machineName } from './case-words.ts'
import type { ConfirmFacts, Fact } from './confirm-card.ts'
import { factsOf, warningsOn } from './confirm-card.ts'
import type { Colour } from './containment-line.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import type { ApprovalVerb } from './parse-approval-click.ts'
import { plain, upper } from './plain.ts'
import { hashOf, objectWords } from './request-words.ts'
import json from './templates/approval.json' with { type: 'json' }
import type { Times } from './times.ts'

/** What somebody is told before they answer for another's request. */
export interface ApprovalFacts extends Omit<ConfirmFacts, 'verdict'> {
  /** Why this person cannot approve but may go on without a second person; `null` for whoever can approve. */
  readonly alone: string | null
}

interface ApprovalView {
  readonly fallbackText: string
  readonly style: 'attention' | 'emphasis'
  readonly question: string
  readonly about: string
  readonly alone: string | null
  readonly warnings: readonly { readonly text: string; readonly colour: Colour }[]
  readonly facts: readonly Fact[]
  readonly confirm: { readonly title: string; readonly verb: ApprovalVerb; readonly style: string }
  readonly data: object
  readonly submitted: object
  readonly declineSubmitted: object
  readonly back: object
  readonly backSubmitted: object
}

const expand = template<ApprovalView>(json)

/** The step before a request is approved, or gone past; only the person who tapped sees it. It is bound to the request, and stateless. */
export function approvalCard(file: CaseFile, approval: Approval, facts: ApprovalFacts, times: Times): AdaptiveCard {
  const { request } = approval
  const { title } = VERB_WORDS[request.verb]
  const name = machineName(file)
  const alone = facts.alone !== null
  const question = alone ? `${title} ${name} without a second person?` : `Approve: ${title.toLowerCase()} ${name}?`
  const verb = alone ? 'confirm-break-glass' : 'confirm-approve'
  const back = { caseId: file.case.id, nonce: request.generation }
  const data = { ...back, approvalId: approval.id }
  const machine = facts.machine ?? file.machine
  return expand({
    fallbackText: question,
    style: 'attention',
    question,
    about: machine?.machineGroup ? `Machine group ${plain(machine.machineGroup, 60)}` : 'No machine group',
    alone: facts.alone,
    warnings: warningsOn(request.verb, { ...facts, machine }, times),
    facts: [...askedOf(file, approval, times), ...factsOf(facts, times)],
    confirm: { title: alone ? 'Go on alone' : `Approve and ${title.toLowerCase()} now`, verb, style: 'destructive' },
    data,
    submitted: { ...data, verb },
    declineSubmitted: { ...data, verb: 'decline' },
    back,
    backSubmitted: { ...back, verb: 'show' },
  })
}

function askedOf({ machine, alerts }: CaseFile, { request, askedBy, askedAt, because }: Approval, times: Times): Fact[] {
  const what = objectWords(request, { machine, files: filesOf(alerts) })
  const how = request.isolationType ?? request.scanType
  const sha1 = hashOf(request)
  const row = (label: string, value: string): Fact => ({ label, value, colour: 'Default' })
  return [
    row('Asked by', `${plain(askedBy.name, 80)}, ${times.at(askedAt)}`),
    ...(what ? [row('What', request.verb === 'cancel' ? upper(what) : what)] : []),
    ...(sha1 ? [row('SHA-1', sha1)] : []),
    ...(how ? [row('How', how)] : []),
    row('Reason', plain(request.reason, 300)),
    row('Because', plain(because.join('; '), 300)),
  ]
}

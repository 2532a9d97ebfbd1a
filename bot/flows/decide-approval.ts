import type { ApprovalFacts } from '../cards/approval-card.ts'
import type { ApprovalClick } from '../cards/parse-approval-click.ts'
import { parseApprovalClick } from '../cards/parse-approval-click.ts'
import type { Approval } from '../domain/approval.ts'
import { endOf, whyNotDecide } from '../domain/approval.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import { verdictWords } from '../domain/policy-words.ts'
import { refusalByDefender, refusalWords } from '../domain/refusal.ts'
import type { ActingPerson } from '../ports.ts'
import type { ActInTimePorts } from './act-in-time.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { answerRequest } from './answer-request.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'
import { gatherFacts } from './gather-facts.ts'
import { endApproval, endIfOver } from './hold.ts'
import { keepMachine } from './keep-machine.ts'
import { mayAct } from './may-act.ts'
import { MOST_ALERTS } from './plan-send.ts'

/** What deciding a request for a second person needs. */
export interface ApprovalPorts extends ActInTimePorts, Pick<PersonPorts, 'tokens' | 'signIn' | 'mode'> {
  readonly render: {
    readonly caseCard: (file: CaseFile) => object
    readonly approvalCard: (file: CaseFile, approval: Approval, facts: ApprovalFacts) => object
  }
}

/** A press about one request, by one person, on the card of its case. */
interface Press {
  readonly click: Click
  readonly asked: ApprovalClick
  readonly file: CaseFile
  readonly approval: Approval
}

/**
 * Answers a press about a request for a second person. What is approved comes from the record, to the letter; whoever
 * presses must be somebody else, a lead, and signed in as themselves. Then it takes the way of a second tap, as them.
 */
export async function decideApproval(ports: ApprovalPorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const asked = parseApprovalClick(click.verb, click.data)
  const file = await caseOfClick(ports, click, asked?.caseId)
  if (!asked || !file) return NOT_OURS
  const approval = await ports.store.approval(asked.approvalId)
  const about = file.case.machineId && { caseId: file.case.id, machineId: file.case.machineId }
  if (approval?.request.caseId !== file.case.id) {
    await auditClick(ports, click, 'a request of another case', about)
    return NOT_OURS
  }
  if (click.automatic) return showCase(ports, file)
  const over = await ifOver(ports, click, approval)
  if (over) return over

  const what = { personId: click.person.id, conversationId: click.conversationId, caseId: file.case.id, nonce: asked.nonce }
  const signIn = { ...what, verb: `${asked.verb}:${approval.id}` }
  const person = await actingPerson(ports, click, signIn, signal)
  if (!isPerson(person)) return person
  const press = { click, asked, file, approval }
  try {
    switch (asked.verb) {
      case 'approve':
        return await openStep(ports, press, person, signal)
      case 'decline':
        return await decline(ports, press, person)
      case 'confirm-approve':
      case 'confirm-break-glass':
        return await answer(ports, press, person, signal)
    }
  } catch (error) {
    if (error instanceof BotError && error.code === 'sign-in-needed') return askToSignIn(ports, click, signIn, error)
    throw error
  }
}

/** The first tap: what to know before approving, or before going on without a second person. */
async function openStep(ports: ApprovalPorts, press: Press, person: ActingPerson, signal: AbortSignal): Promise<ClickReply> {
  const { click, file, approval } = press
  const { request } = approval
  const who = { id: click.person.id, roles: person.roles }
  const notApprove = whyNotDecide('approved', approval, who, ports.policy.breakGlass)
  if (notApprove && whyNotDecide('bypassed', approval, who, ports.policy.breakGlass)) return refuse(ports, press, notApprove)
  const right = refusalOfRights(person, request.verb)
  if (right) return refuse(ports, press, refusalWords(right, request.verb, null))

  const facts = await gatherFacts(ports, request.machineId, person, signal)
  if (facts === 'hidden') {
    return refuse(ports, press, refusalWords(refusalByDefender(person.mode), request.verb, file.machine?.machineGroup ?? null))
  }
  const over = await ifOver(ports, click, approval) // by the actions that Defender lists now
  if (over) return over
  if (facts.machine) await keepMachine(ports.store, facts.machine) // policy decides by what Defender says now
  const asking = { verb: request.verb, machineId: request.machineId, person: click.person.id, approval }
  const held = verdictWords(await mayAct(ports.store, ports.policy, asking, ports.now()))
  if (held) return refuse(ports, press, held)
  const about = { ...facts, kinds: ports.policy.kinds, now: ports.now(), alone: notApprove }
  const card = ports.render.approvalCard(file, approval, about)
  return { is: 'card', card }
}

async function decline(ports: ApprovalPorts, press: Press, person: ActingPerson): Promise<ClickReply> {
  const { click, file, approval } = press
  const who = { id: click.person.id, roles: person.roles }
  const refused = whyNotDecide('declined', approval, who, ports.policy.breakGlass)
  if (refused) return refuse(ports, press, refused)
  const how = who.id === approval.askedBy.id ? 'withdrawn' : 'declined'
  await ports.store.transaction((records) => endApproval(records, approval.id, how, click.person, ports.now()))
  return showCase(ports, (await ports.store.caseFile(file.case.id, MOST_ALERTS)) ?? file)
}

/** The second tap: the request is carried out as this person. */
async function answer(ports: ApprovalPorts, press: Press, person: ActingPerson, signal: AbortSignal): Promise<ClickReply> {
  const { click, asked, file, approval } = press
  const how = asked.verb === 'confirm-approve' ? 'approved' : 'bypassed'
  const answered = await answerRequest(ports, approval, { person: click.person, as: person, how, why: asked.reason }, signal)
  if (answered !== null) return refuse(ports, press, answered)
  return showCase(ports, (await ports.store.caseFile(file.case.id, MOST_ALERTS)) ?? file)
}

/** What is told of a request that is over. What the clock or the machine ended is on record from now on, and the card follows. */
async function ifOver({ store, now }: ApprovalPorts, click: Click, before: Approval): Promise<ClickReply | null> {
  const approval = (await store.approval(before.id)) ?? before // it may have been answered since, and wait again
  const { machineId, family, caseId } = approval.request
  const over = endOf(approval, now(), await store.generation(machineId, family))
  if (approval.state === 'waiting' && !over) return null
  await auditClick({ store, now }, click, 'the request is over', { caseId, machineId })
  if (over) await store.transaction((records) => endIfOver(records, approval.id, now()))
  return { is: 'words', text: overWords(approval) }
}

function overWords({ state, endedBy }: Approval): string {
  const by = endedBy ? ` by ${endedBy.name}` : ''
  return state === 'waiting' || state === 'expired' || state === 'overtaken'
    ? 'This request is over. Nothing was done. Ask again if it is still needed.'
    : `This request was ${state}${by} already. Nothing more was done.`
}

async function refuse(ports: ApprovalPorts, { click, file, approval }: Press, text: string): Promise<ClickReply> {
  await auditClick(ports, click, text, { caseId: file.case.id, machineId: approval.request.machineId })
  return { is: 'words', text: text.includes('Nothing was done') ? text : `${text} Nothing was done.` }
}

function showCase(ports: ApprovalPorts, file: CaseFile): ClickReply {
  return { is: 'card', card: ports.render.caseCard(file) }
}

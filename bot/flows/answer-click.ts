import type { ConfirmFacts } from '../cards/confirm-card.ts'
import type { Proposal } from '../cards/confirm-words.ts'
import type { CardClick } from '../cards/parse-click.ts'
import { parseClick, stepOf } from '../cards/parse-click.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import { plusMs } from '../domain/instant.ts'
import type { Wanted } from '../domain/intent.ts'
import { verdictWords } from '../domain/policy-words.ts'
import { refusalByDefender, refusalWords, VERB_WORDS } from '../domain/refusal.ts'
import { isNext } from '../domain/standing.ts'
import type { ActingPerson, SignInFor } from '../ports.ts'
import type { ActInTimePorts } from './act-in-time.ts'
import { actInTime } from './act-in-time.ts'
import type { Wish } from './act-on-machine.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'
import { chatOf } from './chat-of.ts'
import { gatherFacts } from './gather-facts.ts'
import { keepMachine } from './keep-machine.ts'
import { mayAct } from './may-act.ts'
import { MOST_ALERTS } from './plan-send.ts'
import { propose } from './propose.ts'
import { showAllMachines } from './roll-up.ts'

/** What answering a click needs. */
export interface ClickPorts extends ActInTimePorts, Pick<PersonPorts, 'tokens' | 'signIn' | 'mode'> {
  readonly render: {
    readonly caseCard: (file: CaseFile) => object
    readonly confirmCard: (file: CaseFile, proposal: Proposal, facts: ConfirmFacts) => object
  }
}

/** How long a confirm step keeps changes of no weight off the card. */
const CONFIRM_FOR_MS = 60_000

/** What a second tap is refused for: something happened since, or somebody else was first. */
const OUT_OF_DATE = 'out of date'

/**
 * Answers one press of a card's button. Who it is comes from the token-checked activity, what it means from the
 * record. When `signal` comes the answer is due, whatever is still missing. The answer is for that person alone; what changed for everybody comes to the shared card by the outbox.
 */
export async function answerClick(ports: ClickPorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const asked = parseClick(click.verb, click.data)
  const file = await caseOfClick(ports, click, asked?.caseId)
  if (!asked || !file) return NOT_OURS

  if (asked.verb === 'show-machines' && !click.automatic && file.case.incidentId !== null) {
    await showAllMachines(ports.store, file.conversation.id, file.case.incidentId, ports.now())
    return showCase(ports, (await ports.store.caseFile(file.case.id, MOST_ALERTS)) ?? file)
  }
  const machineId = file.case.machineId
  const step = stepOf(asked.verb)
  if (click.automatic || step === null || machineId === null) return showCase(ports, file)
  const about = { caseId: file.case.id, machineId }
  const proposed = await propose(ports.store, machineId, step.verb, asked, file.alerts)
  if (proposed === 'no-evidence') {
    await auditClick(ports, click, 'file not among the evidence', about)
    return NOT_OURS
  }
  const seen = step.verb === 'quarantine' ? asked.file?.generation : asked.nonce
  const confirmed = step.confirmed && seen !== undefined // without a file there is nothing to confirm yet
  const stale = proposed === 'ended' || (confirmed && seen !== proposed.generation) // a first tap does nothing yet: its confirm step is up to date
  if (stale || !isNext(proposed.wanted, file.containment, file.besides)) {
    if (confirmed) await auditClick(ports, click, OUT_OF_DATE, about)
    return showCase(ports, file)
  }

  const signIn = signInFor(click, asked)
  const person = await actingPerson(ports, click, signIn, signal)
  if (!isPerson(person)) return person
  const refusal = refusalOfRights(person, step.verb)
  if (refusal) {
    await auditClick(ports, click, refusal, about)
    return { is: 'words', text: refusalWords(refusal, step.verb, null) }
  }
  try {
    return confirmed
      ? await act(ports, click, asked, file, { ...proposed.wanted, machineId, generation: seen }, person, signal)
      : await openConfirm(ports, click, asked, file, { verb: step.verb, machineId }, person, signal)
  } catch (error) {
    if (error instanceof BotError && error.code === 'sign-in-needed') return askToSignIn(ports, click, signIn, error)
    throw error
  }
}

function signInFor({ person, conversationId }: Click, { caseId, verb, nonce }: CardClick): SignInFor {
  return { personId: person.id, conversationId, caseId, verb, nonce }
}

/** The first tap: what the person should know before the second. */
async function openConfirm(
  ports: ClickPorts,
  click: Click,
  asked: CardClick,
  before: CaseFile,
  { verb, machineId }: Pick<Wish, 'verb' | 'machineId'>,
  person: ActingPerson,
  signal: AbortSignal,
): Promise<ClickReply> {
  const about = { caseId: before.case.id, machineId }
  const facts = await gatherFacts(ports, machineId, person, signal)
  if (facts === 'hidden') {
    await auditClick(ports, click, 'Defender hides the machine', about)
    const text = refusalWords(refusalByDefender(person.mode), verb, before.machine?.machineGroup ?? null)
    return { is: 'words', text }
  }
  if (facts.machine) await keepMachine(ports.store, facts.machine) // policy decides by what Defender says now
  const file = (await ports.store.caseFile(about.caseId, MOST_ALERTS)) ?? before // with the actions that it lists now
  const proposal = await propose(ports.store, machineId, verb, asked, file.alerts)
  if (typeof proposal === 'string' || !isNext(proposal.wanted, file.containment, file.besides)) return showCase(ports, file)
  const asking = { verb, machineId, person: click.person.id, approval: null }
  const verdict = await mayAct(ports.store, ports.policy, asking, ports.now())
  if (verdict.is === 'refused' || verdict.is === 'stopped') {
    const text = verdictWords(verdict) ?? ''
    await auditClick(ports, click, text, about)
    return { is: 'words', text }
  }
  await ports.store.confirming(file.case.id, plusMs(ports.now(), CONFIRM_FOR_MS))
  const known = { ...facts, verdict, kinds: ports.policy.kinds, now: ports.now() }
  return { is: 'card', card: ports.render.confirmCard(file, proposal, known) }
}

/** The second tap. Its outcome is told now if it comes in time, else the shared card will tell it. */
async function act(
  ports: ClickPorts,
  click: Click,
  asked: CardClick,
  file: CaseFile,
  what: Wanted & Pick<Wish, 'machineId' | 'generation'>,
  person: ActingPerson,
  signal: AbortSignal,
): Promise<ClickReply> {
  const { verb, machineId } = what
  await ports.store.confirming(file.case.id, null)
  const reason = asked.reason ?? `${VERB_WORDS[verb].title} from Teams`
  const acted = await actInTime(ports, { ...what, reason, case: file.case, person: click.person }, person, signal)
  if (acted === null) await auditClick(ports, click, OUT_OF_DATE, { caseId: file.case.id, machineId })
  if (acted !== 'late' && acted && 'held' in acted) {
    if (acted.approval === null) return { is: 'words', text: verdictWords(acted.held) ?? '' }
  } else if (acted !== 'late' && acted?.refusal) {
    return { is: 'words', text: refusalWords(acted.refusal, verb, file.machine?.machineGroup ?? null) }
  }
  if (acted !== null && verb === 'collect' && !(await chatOf(ports.store, click.person.id))) {
    const asked = acted !== 'late' && 'held' in acted ? 'Approval is asked for.' : 'It is asked for.'
    return { is: 'words', text: `${asked} ${NO_CHAT}` }
  }
  const after = await ports.store.caseFile(file.case.id, MOST_ALERTS)
  return showCase(ports, after ?? file)
}

/** Whoever asked for a package is told when it is ready, where they can be. */
const NO_CHAT =
  'You have no chat with me, so I cannot tell you when the package is ready: look under More. Install me for yourself, and I can next time.'

function showCase(ports: ClickPorts, file: CaseFile): ClickReply {
  return { is: 'card', card: ports.render.caseCard(file) }
}

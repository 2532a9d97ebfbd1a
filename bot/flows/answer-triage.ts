import type { TriageClick } from '../cards/parse-triage-click.ts'
import { parseTriageClick } from '../cards/parse-triage-click.ts'
import type { TriageFacts } from '../cards/triage-card.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfTriage } from '../domain/granted.ts'
import { plusMs } from '../domain/instant.ts'
import { MOST_TRIAGED, worthTriage } from '../domain/triage.ts'
import { triageRefusalWords } from '../domain/triage-refusal.ts'
import type { ActingPerson } from '../ports.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'
import { isHidden } from './gather-facts.ts'
import { seeScopes, subjectOf } from './see-triage.ts'
import type { TriageInTimePorts } from './triage-in-time.ts'
import { triagedWords, triageInTime } from './triage-in-time.ts'

/** What answering a button of triage needs. */
export interface AnswerTriagePorts extends TriageInTimePorts, Pick<PersonPorts, 'tokens' | 'signIn' | 'mode'> {
  readonly render: {
    readonly caseCard: (file: CaseFile) => object
    readonly triageCard: (file: CaseFile, facts: TriageFacts) => object
  }
}

/** The person waits at the phone: what Defender has not shown by then is taken from the record. */
const WAIT_MS = 1500
/** How long an open triage card keeps changes of no weight off the shared one. */
const READ_FOR_MS = 60_000

/** Opens the triage card, or takes one of its steps; who it is comes from the token-checked activity, what it means from the record. */
export async function answerTriage(ports: AnswerTriagePorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const asked = parseTriageClick(click.verb, click.data)
  const file = await caseOfClick(ports, click, asked?.caseId)
  if (!asked || !file) return NOT_OURS
  if (click.automatic) return { is: 'card', card: ports.render.caseCard(file) }

  const { caseId, verb, nonce } = asked
  const signIn = { personId: click.person.id, conversationId: click.conversationId, caseId, verb, nonce }
  const person = await actingPerson(ports, click, signIn, signal)
  if (!isPerson(person)) return person
  try {
    const whole = (await ports.store.caseFile(caseId, MOST_TRIAGED)) ?? file
    return asked.step === null
      ? await open(ports, click, whole, person, null, signal)
      : await step(ports, click, asked, whole, person, signal)
  } catch (error) {
    if (error instanceof BotError && error.code === 'sign-in-needed') return askToSignIn(ports, click, signIn, error)
    throw error
  }
}

/** What stands now, as Defender shows it to the person. */
async function open(
  ports: AnswerTriagePorts,
  click: Click,
  file: CaseFile,
  person: ActingPerson,
  news: string | null,
  signal: AbortSignal,
): Promise<ClickReply> {
  const refusal = refusalOfTriage(person)
  if (refusal) return refuse(ports, click, file, refusal)
  const subject = subjectOf(file.alerts, file.case.machineId, file.case.id)
  const recorded = { these: worthTriage(file.alerts), incident: null }
  const facts = await Promise.race([
    seeScopes(ports.alerts, subject, person.token, signal),
    ports.pause(WAIT_MS, signal).then(() => recorded),
  ]).catch((error: unknown) => {
    if (!(error instanceof BotError) || error.code === 'sign-in-needed') throw error
    return isHidden(error) ? null : recorded
  })
  if (facts === null) return refuse(ports, click, file, 'defender-refused')
  if (facts.these.length === 0) return { is: 'words', text: 'PocketSOC could not read this alert. Open it in Defender.' }
  await ports.store.confirming(file.case.id, plusMs(ports.now(), READ_FOR_MS))
  return { is: 'card', card: ports.render.triageCard(file, { ...facts, news }) }
}

/** Its outcome is told now if it comes in time, else the shared card will tell it. */
async function step(
  ports: AnswerTriagePorts,
  click: Click,
  asked: TriageClick,
  file: CaseFile,
  person: ActingPerson,
  signal: AbortSignal,
): Promise<ClickReply> {
  if (asked.step === null) return NOT_OURS
  await ports.store.confirming(file.case.id, null)
  const { scope, print, verdict, comment } = asked
  const subject = subjectOf(file.alerts, file.case.machineId, file.case.id)
  const wish = { subject, scope, print, step: asked.step, verdict, comment, person: click.person }
  const ended = await triageInTime(ports, wish, person, signal)
  const words = triagedWords(ended, person)
  if (ended.is === 'changed') return open(ports, click, file, person, words, signal)
  if (words !== null) return { is: 'words', text: words }
  const after = await ports.store.caseFile(file.case.id, MOST_TRIAGED)
  return { is: 'card', card: ports.render.caseCard(after ?? file) }
}

async function refuse(
  ports: AnswerTriagePorts,
  click: Click,
  { case: one }: CaseFile,
  refusal: Parameters<typeof triageRefusalWords>[0],
): Promise<ClickReply> {
  const about = one.machineId && { caseId: one.id, machineId: one.machineId }
  await auditClick(ports, click, refusal, about)
  return { is: 'words', text: triageRefusalWords(refusal, ports.mode) }
}

import type { CardChoice } from '../cards/batch-card.ts'
import { BATCH_WORDS } from '../cards/batch-words.ts'
import { reasonFor } from '../cards/confirm-words.ts'
import type { SeveralClick } from '../cards/parse-batch-click.ts'
import { parseSeveralClick } from '../cards/parse-batch-click.ts'
import type { Batch, BatchVerb } from '../domain/batch.ts'
import { MOST_IN_BATCH } from '../domain/batch.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { nextVerb } from '../domain/containment.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Machine } from '../domain/machine.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { SignInFor } from '../ports.ts'
import type { Store } from '../records.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, isPerson, lackOfSession } from './acting-person.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'
import { chatOf } from './chat-of.ts'
import type { ChoosePorts } from './choose-machines.ts'
import { chooseMachines } from './choose-machines.ts'
import type { SteerPorts } from './steer-batch.ts'
import { beginBatch } from './steer-batch.ts'

/** What asking for several machines from a card needs. */
export interface SeveralPorts extends Omit<PersonPorts, 'store'>, SteerPorts, ChoosePorts {
  readonly render: {
    readonly caseCard: (file: CaseFile) => object
    readonly pickCard: (click: SeveralClick, choices: readonly CardChoice[], more: number, reason: string) => object
    readonly severalCard: (click: SeveralClick, picked: readonly CardChoice[], brake: string | null, reason: string) => object
    readonly batchCard: (batch: Batch, machines: ReadonlyMap<MachineId, Machine>) => object
  }
}

/** The machines that have an open case of the incident shown in the case's conversation, those of the worst case first. */
export async function machinesOfIncident(store: Store, { case: { incidentId, conversationId } }: CaseFile): Promise<MachineId[]> {
  if (incidentId === null) return []
  const here = (await store.openCases([incidentId])).filter((one) => one.conversationId === conversationId)
  const hidden = await store.hiddenCases(here.map(({ id }) => id))
  const cases = here.filter(({ id }) => !hidden.has(id))
  return [...new Set(cases.toSorted((a, b) => b.severityRank - a.severityRank).flatMap(({ machineId }) => machineId ?? []))]
}

/** What can be asked of several machines of the case's incident here: release where several can be released. */
export async function severalOffered(store: Store, file: CaseFile): Promise<BatchVerb[]> {
  const ids = await machinesOfIncident(store, file)
  if (ids.length < 2) return []
  const releasable = [...(await store.containments(ids)).values()].filter((one) => nextVerb(one) === 'unisolate')
  return releasable.length < 2 ? ['isolate'] : ['isolate', 'unisolate']
}

/**
 * Shows the incident's machines to choose from, then what was chosen, then begins. Each step is the clicker's alone; how far it
 * is stands in their own chat after that, or where they have none in the case's thread.
 */
export async function answerSeveral(ports: SeveralPorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const asked = parseSeveralClick(click.verb, click.data)
  const file = await caseOfClick(ports, click, asked?.caseId)
  if (!asked || !file) return NOT_OURS
  if (click.automatic) return { is: 'card', card: ports.render.caseCard(file) }

  const { person: presser, conversationId } = click
  const signIn = { personId: presser.id, conversationId, caseId: asked.caseId, verb: asked.verb, nonce: 0 }
  const person = await actingPerson(ports, click, signIn, signal)
  if (!isPerson(person)) return person
  const { act } = asked
  const refusal = refusalOfRights(person, act)
  if (refusal) return refuse(ports, click, refusalWords(refusal, act, null))

  const ids = await machinesOfIncident(ports.store, file)
  const looked =
    asked.verb === 'several'
      ? ids.slice(0, MOST_IN_BATCH).map((machineId) => ({ machineId }))
      : ids.flatMap((id) => asked.machines.filter(({ machineId }) => machineId === id))
  const { choices, brake } = await chooseMachines(ports, act, presser.id, looked)
  const reason = asked.reason ?? reasonFor(act, file.alerts[0] ?? { title: '' }, file.case.incidentId)
  if (asked.verb === 'several')
    return { is: 'card', card: ports.render.pickCard(asked, choices, Math.max(0, ids.length - MOST_IN_BATCH), reason) }

  const picked = choices.filter(({ why }) => why === null)
  if (picked.length === 0) return refuse(ports, click, `None of these can be ${BATCH_WORDS[act].done} now. Nothing was done.`)
  if (asked.verb === 'confirm-several') return { is: 'card', card: ports.render.severalCard(asked, picked, brake, reason) }
  return begin(ports, click, signIn, file, { ...asked, reason }, picked, signal)
}

/** The last tap: has it run with the presser's session. */
async function begin(
  ports: SeveralPorts,
  click: Click,
  signIn: SignInFor,
  file: CaseFile,
  { act, isolationType, reason }: SeveralClick & { readonly reason: string },
  picked: readonly CardChoice[],
  signal: AbortSignal,
): Promise<ClickReply> {
  const { person } = click
  const lacking = await lackOfSession(ports, click, signIn, signal)
  if (lacking) return lacking
  const chat = await chatOf(ports.store, person.id)
  const batch = await beginBatch(ports, {
    person,
    verb: act,
    isolationType: act === 'isolate' ? isolationType : null,
    reason,
    told: { conversationId: chat?.id ?? file.conversation.id, caseId: file.case.id, messageId: null },
    machines: picked.map(({ machine, generation }) => ({ machineId: machine.id, generation })),
  })
  if (batch === null) return refuse(ports, click, 'You have asked for several machines that are not done yet. Nothing was done.')
  return { is: 'card', card: ports.render.batchCard(batch, new Map(picked.map(({ machine }) => [machine.id, machine]))) }
}

async function refuse(ports: SeveralPorts, click: Click, text: string): Promise<ClickReply> {
  await auditClick(ports, click, text)
  return { is: 'words', text }
}

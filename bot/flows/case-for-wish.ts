import type { Batch } from '../domain/batch.ts'
import type { Case } from '../domain/case.ts'
import { liveOf } from '../domain/conversation.ts'
import type { MachineId, PersonId } from '../domain/ids.ts'
import type { Records } from '../records.ts'

/**
 * The case of a wish that comes from no card: the machine's newest open one in a channel, else in the person's own chat. What
 * somebody asks for is told where its case is, so it is never in the chat of another, nor where the bot is not any more.
 */
export async function caseForWish(records: Records, machine: MachineId, person: PersonId): Promise<Case | null> {
  const open = await openCases(records, machine)
  const conversations = liveOf(await records.conversations())
  const among = (places: typeof conversations): Case | undefined =>
    open.find(({ conversationId }) => places.some(({ id }) => id === conversationId))
  return (
    among(conversations.filter(({ kind }) => kind === 'channel')) ??
    among(conversations.filter(({ kind, personId }) => kind === 'personal' && personId === person)) ??
    null
  )
}

/** The case of what a batch asks of one machine: that of its incident where the batch was begun on a card, else as of any wish. */
export async function caseForBatch(records: Records, { told, person }: Batch, machine: MachineId): Promise<Case | null> {
  const [from] = told ? await records.cases([told.caseId]) : []
  const place = from && (await records.conversation(from.conversationId))
  const beside = (await openCases(records, machine)).find(
    ({ conversationId, incidentId }) => place?.state === 'live' && conversationId === place.id && incidentId === from?.incidentId,
  )
  return beside ?? caseForWish(records, machine, person.id)
}

/** In every conversation, the newest first. */
async function openCases(records: Records, machine: MachineId): Promise<Case[]> {
  const open = (await records.casesOfMachines([machine])).filter(({ closedAt }) => closedAt === null)
  return open.toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
}

import { parseBatchSteer } from '../cards/parse-batch-click.ts'
import type { Batch } from '../domain/batch.ts'
import { whyNotSteer } from '../domain/batch.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, isPerson, lackOfSession } from './acting-person.ts'
import type { SeveralPorts } from './answer-several.ts'
import { auditClick } from './audit-click.ts'
import { NOT_OURS } from './case-of-click.ts'
import { goOn, stopBatch } from './steer-batch.ts'

/** What steering a batch from its message needs. */
export interface BatchClickPorts extends Pick<SeveralPorts, 'store' | 'now' | 'newId' | 'run' | 'tokens' | 'signIn' | 'mode'> {
  readonly render: Pick<SeveralPorts['render'], 'batchCard'>
}

/** Stops a batch, which its asker and a lead can, or has it go on, which only its asker can; answers how far it is then. */
export async function answerBatch(ports: BatchClickPorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const id = parseBatchSteer(click.data)
  const batch = id && (await ports.store.batch(id))
  if (!batch || !(await isPlace(ports, batch, click))) {
    await auditClick(ports, click, 'not a button of this conversation')
    return NOT_OURS
  }
  const how = click.verb === 'stop-batch' ? 'stop' : 'go-on'
  const whyNot = (roles: readonly string[]) => whyNotSteer(how, batch, { id: click.person.id, roles })
  if (!click.automatic) {
    const barred = whyNot(['Lead'])
    if (barred) return refuse(ports, click, barred) // whoever they turn out to be when they sign in
    if (how === 'go-on' || whyNot([])) {
      const signIn = {
        personId: click.person.id,
        conversationId: click.conversationId,
        caseId: null,
        verb: `${click.verb}:${batch.id}`,
        nonce: 0,
      }
      const person = await actingPerson(ports, click, signIn, signal)
      if (!isPerson(person)) return person
      const refused = whyNot(person.roles)
      if (refused) return refuse(ports, click, refused)
      const lacking = how === 'go-on' ? await lackOfSession(ports, click, signIn, signal) : null
      if (lacking) return lacking
    }
    if (how === 'stop') await stopBatch(ports, batch.id, click.person)
    else await goOn(ports, batch.id, click.person.id)
  }
  const after = (await ports.store.batch(batch.id)) ?? batch
  const machines = await ports.store.machines(after.items.map(({ machineId }) => machineId))
  return { is: 'card', card: ports.render.batchCard(after, machines) }
}

/** Its message stands in one conversation, and what its asker saw at once in that of the case. */
async function isPlace({ store }: BatchClickPorts, { told }: Batch, { conversationId }: Click): Promise<boolean> {
  if (told === null) return false
  const [from] = await store.cases([told.caseId])
  return conversationId === told.conversationId || conversationId === from?.conversationId
}

async function refuse(ports: Pick<PersonPorts, 'store' | 'now'>, click: Click, text: string): Promise<ClickReply> {
  await auditClick(ports, click, text)
  return { is: 'words', text: `${text} Nothing was done.` }
}

import { BATCH_WORDS } from '../cards/batch-words.ts'
import type { Batch, BatchVerb } from '../domain/batch.ts'
import { isLive, whyNotSteer } from '../domain/batch.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { BatchId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import { ISOLATION_TYPES } from '../domain/intent.ts'
import { refusalWords } from '../domain/refusal.ts'
import { seesGroup } from '../domain/sight.ts'
import type { Viewer } from '../domain/viewer.ts'
import { STAYS_REACHABLE } from '../domain/warnings.ts'
import type { UserTokens } from '../ports.ts'
import type { TabBatch, TabBatchChoices, TabBatchRequest, TabNewestBatch, TabOthersBatch } from '../tab-contract/batches.ts'
import type { TabProblem } from '../tab-contract.ts'
import { batchView, othersBatchView } from '../tab-views/batch-view.ts'
import { auditTabRefusal } from './audit-click.ts'
import type { BatchChoices, ChoosePorts } from './choose-machines.ts'
import { chooseMachines } from './choose-machines.ts'
import type { Eyes } from './see-as-person.ts'
import { rightsOf } from './see-as-person.ts'
import type { SteerPorts } from './steer-batch.ts'
import { beginBatch, goOn, stopBatch } from './steer-batch.ts'

/** What batches in the tab need. */
export interface TabBatchPorts extends SteerPorts, ChoosePorts {
  readonly eyes: Eyes
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
}

/** An ended batch is shown when the tab is opened for so long. */
const SHOWN_FOR_MS = 12 * 60 * 60_000

/** How the selected machines stand, of those that the person sees. @throws BotError */
export async function showChoices(
  ports: TabBatchPorts,
  viewer: Viewer,
  verb: BatchVerb,
  ids: readonly MachineId[],
  signal: AbortSignal,
): Promise<TabBatchChoices> {
  const { choices, brake } = await choicesInSight(ports, viewer, verb, ids, signal)
  return {
    brake,
    choices: choices.map(({ machine: { id, name, machineGroup }, ...rest }) => ({ id, name, machineGroup, ...rest })),
    ways: verb === 'isolate' ? ISOLATION_TYPES.map((type) => ({ type, means: STAYS_REACHABLE[type] })) : [],
    suggestedReason: `${BATCH_WORDS[verb].title} several machines`,
  }
}

/**
 * Begins a batch as the person. It runs with their session, which this sign-in begins; where that cannot be, they have to sign in
 * on our own page first. @throws BotError when nothing was begun
 */
export async function beginFromTab(
  ports: TabBatchPorts,
  viewer: Viewer,
  { verb, isolationType, reason, machines }: TabBatchRequest,
  signal: AbortSignal,
): Promise<TabBatch | TabProblem> {
  const refuse = async (title: string, detail: string): Promise<TabProblem> => {
    await auditTabRefusal(ports, viewer, null, `several-${verb}`, detail)
    return { type: 'about:blank', status: 409, title, detail: `${detail} Nothing was done.` }
  }
  const ids = machines.map(({ id }) => id as MachineId)
  const { choices: seen } = await choicesInSight(ports, viewer, verb, ids, signal)
  if (seen.length < ids.length) throw new BotError('not-found', 'a machine that is not in sight')
  const rights = await rightsOf(ports, viewer, signal)
  const refusal = refusalOfRights(rights, verb)
  if (refusal) return refuse('Not begun', refusalWords(refusal, verb, null))
  await ports.tokens.fromSession(viewer.id, signal)
  const batch = await beginBatch(ports, {
    person: { id: viewer.id, name: viewer.name },
    verb,
    isolationType: verb === 'isolate' ? (isolationType ?? 'Full') : null,
    reason: reason || `${BATCH_WORDS[verb].title} several machines`,
    told: null,
    machines: machines.map(({ id, generation }) => ({ machineId: id as MachineId, generation })),
  })
  return batch
    ? view(ports, viewer, batch, signal)
    : refuse('One goes on already', 'You have asked for several machines that are not done yet.')
}

/** The newest of the person's own, as long as anybody may want to look at it. */
export async function showNewestBatch(ports: TabBatchPorts, viewer: Viewer, signal: AbortSignal): Promise<TabNewestBatch> {
  const batch = await ports.store.newestBatch(viewer.id)
  const shown = batch && (isLive(batch) || isYoung(batch, ports.now()))
  return { batch: shown ? await view(ports, viewer, batch, signal) : null }
}

/**
 * Stops a batch, which a lead can do with anybody's, or has the person's own go on with the sign-in that they have now.
 * @throws BotError `not-found` where they may not
 */
export async function steerFromTab(
  ports: TabBatchPorts,
  viewer: Viewer,
  id: BatchId,
  how: 'stop' | 'go-on',
  signal: AbortSignal,
): Promise<TabBatch | TabOthersBatch> {
  const { store, times } = ports
  const batch = await store.batch(id)
  if (!batch) throw new BotError('not-found', 'no such batch')
  const whyNot = (roles: readonly string[]) => whyNotSteer(how, batch, { id: viewer.id, roles })
  if (how === 'go-on' || whyNot([])) {
    const refused = whyNot((await rightsOf(ports, viewer, signal)).roles)
    if (refused) {
      await auditTabRefusal(ports, viewer, null, `${how}-batch`, refused)
      throw new BotError('not-found', 'a batch of somebody else', { onRecord: true })
    }
  }
  if (how === 'stop') await stopBatch(ports, id, { id: viewer.id, name: viewer.name })
  else {
    await ports.tokens.fromSession(viewer.id, signal)
    await goOn(ports, id, viewer.id)
  }
  const after = (await store.batch(id)) ?? batch
  return after.person.id === viewer.id ? view(ports, viewer, after, signal) : othersBatchView(after, times)
}

async function choicesInSight(
  ports: TabBatchPorts,
  viewer: Viewer,
  verb: BatchVerb,
  ids: readonly MachineId[],
  signal: AbortSignal,
): Promise<BatchChoices> {
  const sight = await ports.eyes.of(viewer, signal)
  const known = await ports.store.machines(ids)
  const seen = ids.filter((id) => seesGroup(sight, known.get(id)?.machineGroup ?? null))
  return chooseMachines(
    ports,
    verb,
    viewer.id,
    seen.map((machineId) => ({ machineId })),
  )
}

/** Of a machine that Defender does not show them any more they see its outcome alone. */
async function view({ store, times, eyes }: TabBatchPorts, viewer: Viewer, batch: Batch, signal: AbortSignal): Promise<TabBatch> {
  const sight = await eyes.of(viewer, signal)
  const known = await store.machines(batch.items.map(({ machineId }) => machineId))
  const machines = new Map([...known].filter(([, { machineGroup }]) => seesGroup(sight, machineGroup)))
  return batchView(batch, { machines, containments: await store.containments([...machines.keys()]) }, times)
}

function isYoung({ endedAt }: Batch, now: Instant): boolean {
  return endedAt !== null && endedAt > plusMs(now, -SHOWN_FOR_MS)
}

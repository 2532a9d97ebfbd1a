import type { Times } from '../cards/times.ts'
import type { Case } from '../domain/case.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Refusal, Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import { refusalWords, VERB_WORDS } from '../domain/refusal.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { ActingPerson, UserTokens } from '../ports.ts'
import type { Store } from '../records.ts'
import type { TabActRequest, TabContainment, TabProblem } from '../tab-contract.ts'
import { containmentView } from '../tab-views/containment-view.ts'
import type { ActInTimePorts } from './act-in-time.ts'
import { actInTime } from './act-in-time.ts'
import { auditTabRefusal } from './audit-click.ts'
import { isHidden } from './gather-facts.ts'
import { rightsOf } from './see-as-person.ts'

/** What acting from the tab needs. */
export interface TabActPorts extends ActInTimePorts {
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
  readonly times: Times
}

/**
 * Isolates or releases as the person, with the same checks as a press of a card's button, in the machine's newest open
 * case. Whoever may not see the machine is not told whether there is one.
 * @throws BotError when nothing was done for want of the person's rights, or of Defender
 */
export async function actFromTab(
  ports: TabActPorts,
  viewer: Viewer,
  id: MachineId,
  verb: Verb,
  wanted: TabActRequest,
  signal: AbortSignal,
): Promise<TabContainment | TabProblem> {
  const { store } = ports
  const noting = (why: string): Promise<void> => auditTabRefusal(ports, viewer, id, verb, why)
  const { person, machine } = await inSight(ports, viewer, id, noting, signal)
  const before = await onRecord(store, id, machine, ports.times)
  if (before.generation !== wanted.generation || before.next !== verb) {
    await noting('out of date')
    return stale(before)
  }
  const refusal = refusalOfRights(person)
  if (refusal) {
    await noting(refusal)
    return refused(refusal, verb, machine)
  }

  const wish = {
    verb,
    isolationType: verb === 'isolate' ? (wanted.isolationType ?? 'Full') : null,
    reason: wanted.reason || `${VERB_WORDS[verb].title} from Teams`,
    case: await newestOpenCase(store, id),
    machineId: id,
    person: { id: viewer.id, name: viewer.name },
    generation: wanted.generation,
  }
  const acted = await actInTime(ports, wish, person, signal)
  if (acted !== 'late' && acted?.refusal) return refused(acted.refusal, verb, machine)
  const after = await onRecord(store, id, machine, ports.times)
  if (acted !== null) return after
  await noting('out of date')
  return stale(after)
}

/** The person's rights, and the machine as Defender shows it to them. */
async function inSight(
  ports: TabActPorts,
  viewer: Viewer,
  id: MachineId,
  noting: (why: string) => Promise<void>,
  signal: AbortSignal,
): Promise<{ readonly person: ActingPerson; readonly machine: Machine }> {
  const person = await rightsOf(ports, viewer, signal).catch(async (error: unknown) => {
    if (error instanceof BotError && error.code === 'forbidden') await noting('not assigned to PocketSOC')
    throw error
  })
  const machine = await ports.defender.machine(id, person.token, signal).catch(async (error: unknown) => {
    if (!isHidden(error)) throw error
    await noting('Defender hides the machine')
    throw new BotError('not-found', 'no such machine in sight', { cause: error })
  })
  return { person, machine }
}

async function onRecord(store: Store, id: MachineId, machine: Machine, times: Times): Promise<TabContainment> {
  const containment = (await store.containments([id])).get(id) ?? ({ is: 'unknown' } as const)
  return containmentView(containment, await store.generation(id, 'containment'), machine, times)
}

async function newestOpenCase(store: Store, id: MachineId): Promise<Case | null> {
  const open = (await store.casesOfMachines([id])).filter(({ closedAt }) => closedAt === null)
  return open.reduce<Case | null>((newest, one) => (newest && newest.openedAt >= one.openedAt ? newest : one), null)
}

/** Nothing is done for a person who saw something else than what is on record now. */
function stale({ headline }: TabContainment): TabProblem {
  const detail = `It stands now: ${headline}. Nothing was done. Look at the machine and ask again if it is still needed.`
  return { type: 'about:blank', status: 409, title: 'The machine has moved on', detail }
}

function refused(refusal: Refusal, verb: Verb, { machineGroup }: Machine): TabProblem {
  const title = verb === 'isolate' ? 'Not isolated' : 'Not released'
  return { type: 'about:blank', status: statusOf(refusal), title, detail: refusalWords(refusal, verb, machineGroup) }
}

function statusOf(refusal: Refusal): number {
  switch (refusal) {
    case 'defender-refused':
    case 'app-refused':
    case 'scope-missing':
    case 'role-missing':
    case 'unauthorized':
      return 403
    case 'sign-in-needed':
      return 401
    case 'already-running':
      return 409
    case 'unsupported':
    case 'rejected':
      return 422
    case 'throttled':
      return 429
    case 'unreachable':
    case 'stopped':
      return 503
  }
}

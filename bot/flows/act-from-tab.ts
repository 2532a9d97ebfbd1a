import type { RequestAbout } from '../cards/request-words.ts'
import { requestWords } from '../cards/request-words.ts'
import { standingLine } from '../cards/standing-line.ts'
import type { Times } from '../cards/times.ts'
import { filesOf } from '../domain/evidence-file.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { ActionId, MachineId } from '../domain/ids.ts'
import type { Family, Verb, Wanted } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import { isOnboarded } from '../domain/machine.ts'
import { verdictWords } from '../domain/policy-words.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import type { Sight } from '../domain/sight.ts'
import { isNext } from '../domain/standing.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { UserTokens } from '../ports.ts'
import type { Store } from '../records.ts'
import type { TabActRequest, TabAsked, TabContainment } from '../tab-contract/machines.ts'
import type { TabProblem } from '../tab-contract.ts'
import { containmentView } from '../tab-views/containment-view.ts'
import type { ActInTimePorts } from './act-in-time.ts'
import { actInTime } from './act-in-time.ts'
import { auditTabRefusal } from './audit-click.ts'
import { caseForWish } from './case-for-wish.ts'
import type { Held } from './hold.ts'
import { keepMachine } from './keep-machine.ts'
import { machineInSight } from './machine-in-sight.ts'
import type { Chosen } from './propose.ts'
import { propose } from './propose.ts'
import { readOffers } from './read-offers.ts'
import { NO_EVIDENCE, refused, stale } from './refuse-wish.ts'

/** What acting from the tab needs. */
export interface TabActPorts extends ActInTimePorts {
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
  readonly times: Times
}

/** More alerts than evidence is taken from. */
const MOST_ALERTS = 50

/**
 * Carries out what somebody wants of a machine as them, with the same checks as a press of a card's button, in the case that
 * `caseForWish` finds. Whoever may not see the machine is not told whether there is one.
 * @throws BotError when nothing was done for want of the person's rights, or of Defender
 */
export async function actFromTab(
  ports: TabActPorts,
  viewer: Viewer,
  id: MachineId,
  verb: Verb,
  asked: TabActRequest,
  signal: AbortSignal,
): Promise<TabContainment | TabAsked | TabProblem> {
  const { store } = ports
  const noting = (why: string): Promise<void> => auditTabRefusal(ports, viewer, id, verb, why)
  const { person, machine } = await machineInSight(ports, viewer, id, noting, signal)
  await keepMachine(store, machine) // policy decides by what Defender says now
  const { alerts } = await store.searchAlerts({ sight: sightOf(id), machineId: id }, MOST_ALERTS)
  const proposed = await propose(store, id, verb, chosenIn(asked), alerts)
  if (proposed === 'no-evidence' || (verb === 'quarantine' && !asked.sha1)) {
    await noting('file not among the evidence')
    return NO_EVIDENCE
  }
  if (proposed === 'ended') {
    await noting('has-ended')
    return refused('has-ended', verb, machine)
  }
  const { family } = proposed.wanted
  if (proposed.generation !== asked.generation || !(await isStillNext(store, machine, proposed.wanted))) {
    await noting('out of date')
    return stale(await onRecord(ports, machine, family))
  }
  const refusal = refusalOfRights(person, verb)
  if (refusal) {
    await noting(refusal)
    return refused(refusal, verb, machine)
  }

  const wish = {
    ...proposed.wanted,
    reason: asked.reason || `${VERB_WORDS[verb].title} from Teams`,
    case: await caseForWish(store, id, viewer.id),
    machineId: id,
    person: { id: viewer.id, name: viewer.name },
    generation: asked.generation,
  }
  const acted = await actInTime(ports, wish, person, signal)
  if (acted !== 'late' && acted && 'held' in acted) return held(acted, { machine, files: filesOf(alerts) })
  if (acted !== 'late' && acted && 'refusal' in acted && acted.refusal) return refused(acted.refusal, verb, machine)
  const after = await onRecord(ports, machine, family)
  if (acted !== null) return after
  await noting('out of date')
  return stale(after)
}

/** How it stands: isolating and releasing with all that the tab shows of it, the rest in words. */
async function onRecord({ store, times }: TabActPorts, machine: Machine, family: Family): Promise<TabContainment | TabAsked> {
  const { id } = machine
  if (family === 'containment') {
    const containment = (await store.containments([id])).get(id) ?? ({ is: 'unknown' } as const)
    return containmentView(containment, await store.generation(id, family), machine, times)
  }
  const standing = (await readOffers(store, id, machine, [], [])).besides.find((one) => one.family === family)
  const line = standing && standingLine(standing, [], times)
  return { headline: line ? `${line.title}: ${line.words}` : 'nothing of the kind is under way' }
}

/** Whether it follows from what is on record, for this machine. */
async function isStillNext(store: Store, machine: Machine, what: Wanted): Promise<boolean> {
  const { containment, besides } = await readOffers(store, machine.id, machine, [], [])
  if (what.verb === 'isolate' && !isOnboarded(machine)) return false
  return isNext(what, containment, besides)
}

function chosenIn({ isolationType, scanType, sha1, actionId, generation }: TabActRequest): Chosen {
  return {
    isolationType: isolationType ?? 'Full',
    scanType: scanType ?? 'Quick',
    file: sha1 ? { sha1, generation } : null,
    actionId: (actionId ?? null) as ActionId | null,
  }
}

/** Defender has just shown them the machine, and with it its alerts. */
function sightOf(id: MachineId): Sight {
  return { machineGroups: [], alertIds: [], machineIds: [id] }
}

/** What waits for a second person now, or what policy does not let anybody do. */
function held({ held: verdict, approval }: Held, about: RequestAbout): TabAsked | TabProblem {
  if (approval) return { headline: `Approval asked: ${requestWords(approval.request, about)}` }
  const status = verdict.is === 'stopped' ? 503 : 403
  return { type: 'about:blank', status, title: 'Not done', detail: verdictWords(verdict) ?? '' }
}

import type { Alert } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { Rights } from '../domain/granted.ts'
import type { AlertId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { MachineGroup } from '../domain/machine-group.ts'
import type { Sight } from '../domain/sight.ts'
import { seesAlert } from '../domain/sight.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { ActingPerson, Clock, DefenderAsPerson, UserTokens } from '../ports.ts'
import { isHidden } from './gather-facts.ts'

/** What seeing as a person needs. */
export interface SeePorts {
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
  readonly defender: DefenderAsPerson
  /** Told what Defender shows somebody, whenever that is read anew. */
  readonly shown: (viewer: Viewer, machineGroups: readonly MachineGroup[]) => Promise<void>
  readonly now: Clock
}

/** What a person sees, and the rights by which it was told. */
export interface Seen extends Sight {
  readonly rights: Rights
}

/** What people see, kept for a while; it never decides what they may do. */
export interface Eyes {
  /** @throws BotError as `UserTokens` and Defender do */
  of(viewer: Viewer, signal: AbortSignal): Promise<Seen>
  /** Whether they may see this alert; where their machine groups do not say, Defender is asked. @throws BotError */
  sees(viewer: Viewer, alert: Alert, signal: AbortSignal): Promise<boolean>
}

const KEPT_FOR_MS = 10 * 60_000
/** More people than work in a SOC, and more alerts than one of them opens; the oldest go first. */
const MOST_PEOPLE = 1000
const MOST_ALERTS = 300

interface Kept {
  readonly at: Instant
  readonly told: Promise<{ readonly machineGroups: readonly MachineGroup[]; readonly rights: Rights }>
  /** Alerts that Defender showed them one by one, and when. */
  readonly alerts: Map<AlertId, Instant>
}

/** Eyes that have seen nothing yet. */
export function createEyes(ports: SeePorts): Eyes {
  const people = new Map<PersonId, Kept>()

  const keptOf = (viewer: Viewer, signal: AbortSignal): Kept => {
    const before = people.get(viewer.id)
    const staleAt = plusMs(ports.now(), -KEPT_FOR_MS)
    if (before && before.at > staleAt) return before
    const kept = { at: ports.now(), told: look(ports, viewer, signal), alerts: before?.alerts ?? new Map() }
    kept.told.catch(() => people.get(viewer.id) === kept && people.delete(viewer.id))
    put(people, viewer.id, kept, MOST_PEOPLE)
    return kept
  }

  const of = async (viewer: Viewer, signal: AbortSignal): Promise<Seen> => {
    const { told, alerts } = keptOf(viewer, signal)
    const staleAt = plusMs(ports.now(), -KEPT_FOR_MS)
    for (const [id, at] of alerts) if (at <= staleAt) alerts.delete(id)
    return { ...(await told), alertIds: [...alerts.keys()], machineIds: [] }
  }

  return {
    of,
    async sees(viewer, alert, signal) {
      if (seesAlert(await of(viewer, signal), alert)) return true
      if (alert.machine && alert.machineGroup !== null) return false
      const { token } = await rightsOf(ports, viewer, signal)
      if (!(await ports.defender.showsAlert(alert.id, token, signal))) return false
      put(keptOf(viewer, signal).alerts, alert.id, ports.now(), MOST_ALERTS)
      return true
    },
  }
}

/**
 * The person's own rights at Defender. Single sign-on cannot bring more proof than it has; then their session does, which
 * they began on the sign-in page.
 * @throws BotError as `UserTokens`
 */
export async function rightsOf({ tokens }: Pick<SeePorts, 'tokens'>, viewer: Viewer, signal: AbortSignal): Promise<ActingPerson> {
  try {
    return await tokens.fromSso(viewer.id, viewer.token, signal)
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'sign-in-needed') throw error
    return tokens.fromSession(viewer.id, signal).catch((second: unknown) => {
      throw second instanceof BotError && second.code === 'sign-in-needed' ? error : second
    })
  }
}

/** Somebody who may not use us, or to whom Defender shows nothing, is shown no group. */
async function look(ports: SeePorts, viewer: Viewer, signal: AbortSignal) {
  const rights = await rightsOf(ports, viewer, signal).catch(async (error: unknown) => {
    if (error instanceof BotError && error.code === 'forbidden') await ports.shown(viewer, [])
    throw error
  })
  const machineGroups = await shownGroups(ports.defender, rights, signal)
  await ports.shown(viewer, machineGroups)
  return { machineGroups, rights }
}

/** The machine groups that Defender shows the person, none where it shows them nothing. @throws BotError when that is not known */
export async function shownGroups(
  defender: Pick<DefenderAsPerson, 'machineGroups'>,
  { token }: ActingPerson,
  signal: AbortSignal,
): Promise<readonly MachineGroup[]> {
  return defender.machineGroups(token, signal).catch((error: unknown) => {
    if (isHidden(error)) return []
    throw error
  })
}

function put<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key)
  map.set(key, value)
  for (const [oldest] of map) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}

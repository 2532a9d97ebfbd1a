import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Clock, DefenderAsPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import type { TabPackage } from '../tab-contract/machines.ts'
import type { TabProblem } from '../tab-contract.ts'
import { auditTabRefusal } from './audit-click.ts'
import { fetchLink, newestPackage, noLinkWords } from './give-package.ts'
import type { SightPorts } from './machine-in-sight.ts'
import { machineInSight } from './machine-in-sight.ts'
import { refused } from './refuse-wish.ts'

/** What giving a package needs. */
export interface TabPackagePorts extends Pick<SightPorts, 'tokens'> {
  readonly store: Store
  readonly defender: Pick<DefenderAsPerson, 'machine' | 'packageUri'>
  readonly now: Clock
}

/** The link to the machine's newest package, fetched at this moment as the person and kept nowhere. @throws BotError */
export async function packageForTab(
  ports: TabPackagePorts,
  viewer: Viewer,
  machineId: MachineId,
  signal: AbortSignal,
): Promise<TabPackage | TabProblem> {
  const noting = (why: string): Promise<void> => auditTabRefusal(ports, viewer, machineId, 'package', why)
  const { person, machine } = await machineInSight(ports, viewer, machineId, noting, signal)
  const refusal = refusalOfRights(person, 'collect')
  if (refusal) {
    await noting(refusal)
    return refused(refusal, 'collect', machine)
  }
  const actionId = await newestPackage(ports.store, machineId)
  if (!actionId) return problem(404, 'Defender has no package of this machine that is known here. Collect one.')
  try {
    const named = { id: viewer.id, name: viewer.name }
    return { url: await fetchLink(ports, { actionId, machineId, caseId: null }, named, person, signal) }
  } catch (error) {
    if (!(error instanceof BotError) || error.code === 'sign-in-needed') throw error
    await noting(`no link: ${error.code}`)
    return problem(STATUSES[error.code] ?? 503, noLinkWords(error))
  }
}

const STATUSES: { readonly [code: string]: number } = { 'not-found': 404, forbidden: 403, throttled: 429 }

function problem(status: number, detail: string): TabProblem {
  return { type: 'about:blank', status, title: 'No package', detail }
}

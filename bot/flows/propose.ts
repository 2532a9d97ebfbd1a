import type { Proposal } from '../cards/confirm-words.ts'
import type { CardClick } from '../cards/parse-click.ts'
import { fileFamily, wanted, wantedCancel } from '../domain/action-kind.ts'
import type { Alert } from '../domain/alert.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import { filesOf } from '../domain/evidence-file.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Verb, Wanted } from '../domain/intent.ts'
import { isFinal } from '../domain/machine-action.ts'
import type { Store } from '../records.ts'

/** What somebody asks of a machine, as the record has it. */
export interface Proposed extends Proposal {
  readonly wanted: Wanted
}

/** What was chosen besides the verb, still a stranger's word. */
export type Chosen = Pick<CardClick, 'isolationType' | 'scanType' | 'file' | 'actionId'>

/** `ended`: there is nothing of the kind to cancel any more. `no-evidence`: the file is not among the evidence. */
export type NotProposed = 'ended' | 'no-evidence'

/** More actions than a machine has open. */
const ENOUGH = 50

/** Holds what was chosen against the record: an action to cancel must be open on this machine, a file be named by these alerts. */
export async function propose(
  store: Store,
  machineId: MachineId,
  verb: Verb,
  chosen: Chosen,
  alerts: readonly Alert[],
): Promise<Proposed | NotProposed> {
  if (verb === 'cancel') {
    const actions = await store.actionsOfMachine(machineId, ENOUGH)
    const cancels = actions.find((action) => action.id === chosen.actionId && !isFinal(action))
    const what = cancels && wantedCancel(cancels)
    if (!what) return 'ended'
    return { verb, cancels, files: [], wanted: what, generation: await store.generation(machineId, what.family) }
  }
  const files = verb === 'quarantine' ? await withGenerations(store, machineId, filesOf(alerts)) : []
  const { file, isolationType, scanType } = chosen
  if (file && verb === 'quarantine' && !files.some(({ sha1 }) => sha1 === file.sha1)) return 'no-evidence'
  const what = wanted(verb, { isolationType, scanType, sha1: file?.sha1 ?? null })
  return { verb, cancels: null, files, wanted: what, generation: await store.generation(machineId, what.family) }
}

/** Files that may be stopped, each with the generation of what is asked of it. */
export function withGenerations(
  store: Store,
  machineId: MachineId,
  files: readonly EvidenceFile[],
): Promise<(EvidenceFile & { readonly generation: number })[]> {
  return Promise.all(
    files.map(async (file) => ({ ...file, generation: await store.generation(machineId, fileFamily(file.sha1)) })),
  )
}

import type { EvidenceFile } from '../domain/evidence-file.ts'
import type { Wanted } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import { actionName, fileWords } from './standing-line.ts'

/** What gives a request its names: the machine that it is about, and the files of its evidence. */
export interface RequestAbout {
  readonly machine: Machine | null
  readonly files: readonly EvidenceFile[]
}

/** What a request is for, as a thing that was wanted: `Isolate (full)`. */
export function requestWords(request: Wanted, about: RequestAbout): string {
  const { verb, isolationType, scanType } = request
  const what = objectWords(request, about)
  if (what) return `${verb === 'cancel' ? 'Cancel' : 'Stop and quarantine'} ${what}`
  const how = isolationType ?? scanType
  return how ? `${VERB_WORDS[verb].title} (${how.toLowerCase()})` : VERB_WORDS[verb].title
}

/** Which file is stopped, or what is cancelled; `null` where the verb says it all. */
export function objectWords({ verb, family, cancelsType }: Wanted, { machine, files }: RequestAbout): string | null {
  if (verb !== 'quarantine' && verb !== 'cancel') return null
  const sha1 = hashOf({ family })
  const file = sha1 && fileWords(files.find((one) => one.sha1 === sha1) ?? { sha1, name: null, path: null })
  if (verb === 'quarantine') return file
  if (file) return `the stopping of ${file}`
  return cancelsType ? actionName({ type: cancelsType }, machine) : 'an action'
}

/** The whole hash of the file that a request is about: names and a hash's beginning can be made to look alike. */
export function hashOf({ family }: Pick<Wanted, 'family'>): string | null {
  return /^file:([0-9a-f]{40})$/.exec(family)?.[1] ?? null
}

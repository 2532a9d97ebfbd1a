import type { CaseFile } from '../domain/case.ts'
import { nextVerb } from '../domain/containment.ts'
import type { Mode } from '../domain/granted.ts'
import { ALERT_WRITE, isReadOnly, lacksTriage } from '../domain/granted.ts'
import { canBeIsolated } from './case-buttons.ts'

/** Why a card does not offer what others do; `null` where it offers all. */
export function caseNote(file: CaseFile, mode: Mode): string | null {
  const notes = [isolationNote(file, mode), lacksTriage(file.granted, mode) && `no triage: ${ALERT_WRITE[mode]} is not granted`]
  return notes.filter(Boolean).join(' · ') || null
}

function isolationNote(file: CaseFile, mode: Mode): string | null {
  if (file.case.machineId === null) return null
  if (isReadOnly(file.granted, mode)) return 'read-only: Machine.Isolate is not granted'
  if (canBeIsolated(file)) return null
  const next = nextVerb(file.containment)
  return `This machine is not onboarded to Defender${next ? `: ${UNDER_MORE[next]}, under More` : ''}.`
}

const UNDER_MORE = { isolate: 'other machines can contain it', unisolate: 'it can be released from containment' } as const

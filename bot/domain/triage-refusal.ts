import { ANSWER_WORDS, UNAUTHORIZED } from './answer-words.ts'
import { BotError } from './error.ts'
import type { Mode } from './granted.ts'
import { ALERT_WRITE } from './granted.ts'
import type { TriageRefusal } from './triage.ts'

/** Why alerts were not changed, in words for the person who asked. */
export function triageRefusalWords(refusal: TriageRefusal, mode: Mode): string {
  switch (refusal) {
    case 'defender-refused':
      if (mode === 'application')
        return 'Defender refused PocketSOC itself: it lacks a permission, or Defender does not know these alerts. Nobody’s role changes that; an administrator can look. Nothing was done.'
      return 'Defender refused. Triage needs the role Alerts investigation and access to the machine group of these alerts. Nothing was done.'
    case 'scope-missing':
      return `${ALERT_WRITE[mode]} is not granted to PocketSOC, so nobody can triage from here. An administrator can grant it. Nothing was done.`
    case 'role-missing':
      return 'Triage from here needs the app role Responder. An administrator can assign it. Nothing was done.'
    case 'no-upn':
      return 'Your sign-in names no UPN, so nothing can be assigned to you from here. Nothing was done.'
    case 'unauthorized':
      return ANSWER_WORDS[UNAUTHORIZED[mode]]
    case 'rejected':
    case 'sign-in-needed':
    case 'throttled':
    case 'unreachable':
      return ANSWER_WORDS[refusal]
  }
}

/** Names a failure of Defender's that surely left nothing done. @throws what is no such failure */
export function triageRefusalOf(error: unknown): TriageRefusal {
  if (!(error instanceof BotError)) throw error
  switch (error.code) {
    case 'forbidden':
    case 'not-found':
      return 'defender-refused'
    case 'unauthorized':
    case 'sign-in-needed':
    case 'throttled':
    case 'rejected':
      return error.code
    default:
      return 'unreachable'
  }
}

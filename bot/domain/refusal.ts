import { KINDS, permissionsFor } from './action-kind.ts'
import { ANSWER_WORDS, UNAUTHORIZED } from './answer-words.ts'
import { BotError } from './error.ts'
import type { Mode } from './granted.ts'
import { msOf } from './instant.ts'
import type { Intent, Refusal, Verb } from './intent.ts'

/** What a verb is called, as a thing that was wanted. */
export const VERB_WORDS: Readonly<Record<Verb, { readonly title: string; readonly doing: string; readonly thing: string }>> = {
  isolate: { title: 'Isolate', doing: 'Isolating', thing: 'isolation' },
  unisolate: { title: 'Release', doing: 'Releasing', thing: 'release' },
  contain: { title: 'Contain', doing: 'Containing', thing: 'containment' },
  scan: { title: 'Run antivirus scan', doing: 'Scanning', thing: 'antivirus scan' },
  restrict: { title: 'Restrict apps', doing: 'Restricting apps', thing: 'app restriction' },
  unrestrict: { title: 'Remove app restriction', doing: 'Removing an app restriction', thing: 'removal of the app restriction' },
  collect: { title: 'Collect package', doing: 'Collecting a package', thing: 'investigation package' },
  quarantine: { title: 'Stop and quarantine file', doing: 'Stopping a file', thing: 'stopping of a file' },
  cancel: { title: 'Cancel', doing: 'Cancelling', thing: 'cancellation' },
}

/** Why nothing was done, in words for the person who asked. Every refusal has some: a new one does not compile without. */
export function refusalWords(refusal: Refusal, verb: Verb, machineGroup: string | null): string {
  const { doing } = VERB_WORDS[verb]
  switch (refusal) {
    case 'defender-refused':
      return `Defender refused. ${doing} needs the role ${roleFor(verb)} and access to machine group ${machineGroup ?? 'of this machine'}. Nothing was done.`
    case 'app-refused':
      return 'Defender refused PocketSOC itself: it lacks a permission, or Defender does not know this machine. Nobody’s role changes that; an administrator can look. Nothing was done.'
    case 'scope-missing':
      return `${permissionsFor(verb).join(' or ')} is not granted to PocketSOC, so nobody can ${BARRED[verb]} from here. An administrator can grant it. Nothing was done.`
    case 'role-missing':
      return `${doing} from here needs the app role Responder. An administrator can assign it. Nothing was done.`
    case 'unsupported':
      return 'Defender cannot do this on the machine: its operating system or its Defender agent does not support it. Nothing was done.'
    case 'already-running':
      return `Another ${RIVALS[verb]} is under way. Wait until it has ended. Nothing was done.`
    case 'has-ended':
      return 'It had ended already. Nothing was cancelled.'
    case 'overtaken':
      return 'The machine has moved on since you looked. Nothing was done.'
    case 'actions-stopped':
      return 'A lead has stopped all actions. Nothing was done. A lead resumes them; the Defender portal is not stopped.'
    case 'rejected':
    case 'sign-in-needed':
    case 'unauthorized':
    case 'app-unauthorized':
    case 'throttled':
    case 'unreachable':
      return ANSWER_WORDS[refusal]
    case 'stopped':
      return 'PocketSOC stopped before it had asked Defender. Nothing was done; try again.'
  }
}

/** What nobody can do without the permission. */
const BARRED: Readonly<Record<Verb, string>> = {
  isolate: 'isolate or release',
  unisolate: 'isolate or release',
  contain: 'contain or release',
  scan: 'scan a machine',
  restrict: 'restrict apps',
  unrestrict: 'remove an app restriction',
  collect: 'collect a package',
  quarantine: 'stop a file',
  cancel: 'cancel an action',
}

/** What stands in the way when the same, or its opposite, is under way. */
const RIVALS: Readonly<Record<Verb, string>> = {
  isolate: 'isolation or release of this machine',
  unisolate: 'isolation or release of this machine',
  contain: 'containment or release of this machine',
  scan: 'antivirus scan of this machine',
  restrict: 'change of the app restriction of this machine',
  unrestrict: 'change of the app restriction of this machine',
  collect: 'collection from this machine',
  quarantine: 'action on this file',
  cancel: 'action of the kind',
}

function roleFor(verb: Verb): string {
  return verb === 'cancel' ? 'that the action itself needs' : KINDS[verb].role
}

/** After this long the person has had an answer, and a refusal is told on the shared card and in their own chat. */
export const PRIVATE_FOR_MS = 2000

/** Whether a refusal came too late to be told to the clicker alone. */
export function isLateRefusal({ state, closedAt, askedAt }: Intent): boolean {
  return state === 'refused' && closedAt !== null && msOf(closedAt) - msOf(askedAt) > PRIVATE_FOR_MS
}

/** Defender said that whoever acts may not do this, or may not see the machine. */
export function refusalByDefender(mode: Mode): Refusal {
  return mode === 'delegated' ? 'defender-refused' : 'app-refused'
}

/** Names a failure of Defender's that surely left nothing done; `mode`: whose token it answered. @throws what is no such failure */
export function refusalOf(error: unknown, mode: Mode): Refusal {
  if (!(error instanceof BotError)) throw error
  switch (error.code) {
    case 'forbidden':
    case 'not-found':
      return refusalByDefender(mode)
    case 'unauthorized':
      return UNAUTHORIZED[mode]
    case 'sign-in-needed':
      return error.code
    case 'throttled':
      return 'throttled'
    case 'rejected':
      return refusalOfRequest(error.detail)
    default:
      return 'unreachable'
  }
}

function refusalOfRequest(detail: string | null): Refusal {
  switch (detail) {
    case 'OsPlatformNotSupported':
    case 'ClientVersionNotSupported':
      return 'unsupported'
    case 'ActiveRequestAlreadyExists':
      return 'already-running'
    default:
      return 'rejected'
  }
}

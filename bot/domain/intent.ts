import type { Approved } from './approval.ts'
import type { Mode } from './granted.ts'
import type { ActionId, BatchId, CaseId, ConversationId, IntentId, MachineId, PersonId } from './ids.ts'
import type { Instant } from './instant.ts'

/** What a person can ask of a machine: to begin something, or to `cancel` what has not ended. */
export const VERBS = [
  'isolate',
  'unisolate',
  'contain',
  'scan',
  'restrict',
  'unrestrict',
  'collect',
  'quarantine',
  'cancel',
] as const
export type Verb = (typeof VERBS)[number]

/** Actions that must not run beside each other on one machine; of stopping a file, those of the same file. */
export type Family = 'containment' | 'restriction' | 'scan' | 'package' | `file:${string}`

/** Full cuts off everything but Defender; Selective keeps Outlook and Teams. */
export const ISOLATION_TYPES = ['Full', 'Selective'] as const
export type IsolationType = (typeof ISOLATION_TYPES)[number]

/** How much of the machine an antivirus scan reads. */
export const SCAN_TYPES = ['Quick', 'Full'] as const
export type ScanType = (typeof SCAN_TYPES)[number]

/** A verb, and what it needs to know besides the machine: each only for its own verb. Made by `wanted`. */
export interface Wanted {
  readonly verb: Verb
  readonly family: Family
  /** Only for `isolate`. */
  readonly isolationType: IsolationType | null
  /** Only for `scan`. */
  readonly scanType: ScanType | null
  /** Only for `quarantine`: the file. */
  readonly sha1: string | null
  /** Only for `cancel`: the action, and its type as Defender calls it. */
  readonly cancels: ActionId | null
  readonly cancelsType: string | null
}

/**
 * Where an intent stands. `asked`: on record, nothing sent. `sending`: committed just before the request. The others
 * are outcomes: `accepted` and `joined` have an action of Defender's; `refused` surely did not happen; `unknown` may
 * have happened and is being read back; `lost` was looked for long enough and Defender shows no such action.
 */
export type IntentState = 'asked' | 'sending' | 'accepted' | 'joined' | 'refused' | 'unknown' | 'lost'

/** Why an intent was refused, as a code that has words in one place. */
export type Refusal =
  | 'defender-refused' // 403 or 404 to the person
  | 'app-refused' // 403 or 404 to the app, which acts itself in application mode
  | 'scope-missing' // the token that acts lacks the permission
  | 'role-missing' // the app acts, and the person does not hold the app role for it
  | 'unsupported' // 400: operating system or agent
  | 'already-running' // 400: another action of the kind, which we cannot see
  | 'has-ended' // there is nothing left to cancel
  | 'overtaken' // Defender lists what ended since the person looked
  | 'actions-stopped' // a lead stopped all actions before it was sent
  | 'rejected' // 400: anything else
  | 'sign-in-needed' // Defender wants more proof of the person
  | 'unauthorized' // 401 to the person: often licensing
  | 'app-unauthorized' // 401 to the app, in application mode
  | 'throttled' // 429
  | 'unreachable' // never left us
  | 'stopped' // we stopped before sending

/** One person's confirmed wish, on record before Defender hears of it. At most one is open per machine and family. */
export interface Intent extends Wanted {
  readonly id: IntentId
  readonly machineId: MachineId
  readonly reason: string
  /** The case that it was asked from; `null` when it was asked from the tab and the machine had none for it. */
  readonly caseId: CaseId | null
  readonly conversationId: ConversationId | null
  readonly person: { readonly id: PersonId; readonly name: string }
  /** Whose token acts. */
  readonly mode: Mode
  /** Of the person; in delegated mode that of the token that we sent, to hold against what Defender recorded. `null` when it had none. */
  readonly upn: string | null
  /** `null` where no second person was needed. */
  readonly approval: Approved | null
  /** The batch that asked, where one did. */
  readonly batch?: BatchId
  readonly state: IntentState
  readonly actionId: ActionId | null
  readonly refusal: Refusal | null
  readonly askedAt: Instant
  readonly sentAt: Instant | null
  readonly closedAt: Instant | null
}

/** Whose wish it is: whoever asked for a second person, where somebody else answered. */
export function askerOf({ person, approval }: Intent): Intent['person'] {
  return approval?.askedBy ?? person
}

/** Whether the intent still blocks others of its family: Defender has not answered, or we do not know. */
export function isOpen({ state }: Intent): boolean {
  return state === 'asked' || state === 'sending' || state === 'unknown'
}

/** Which states may follow which. Everything else is a fault of ours and is refused by the store. */
export const NEXT_STATES: Readonly<Record<IntentState, readonly IntentState[]>> = {
  asked: ['sending', 'joined', 'refused'],
  sending: ['accepted', 'joined', 'refused', 'unknown'],
  unknown: ['accepted', 'joined', 'refused', 'lost'],
  accepted: [],
  joined: [],
  refused: [],
  lost: [],
}

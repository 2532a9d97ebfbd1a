import type { ActivityId, BatchId, CaseId, ConversationId, IntentId, MachineId, PersonId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import type { IsolationType } from './intent.ts'

/** What a batch can ask of its machines. */
export const BATCH_VERBS = ['isolate', 'unisolate'] as const
export type BatchVerb = (typeof BATCH_VERBS)[number]

/**
 * Where one machine of a batch stands. `accepted`, `joined`, `refused` and `unknown` as its intent; `approval`: a second person
 * is asked; `held`: policy does not allow it, or no second person did; `overtaken`: it had moved on since the person looked, and
 * nothing was asked.
 */
export type ItemState = 'waiting' | 'asking' | 'accepted' | 'joined' | 'refused' | 'unknown' | 'approval' | 'held' | 'overtaken'

/** One machine of a batch. */
export interface BatchItem {
  readonly machineId: MachineId
  /** The machine's generation of containment that the person saw. */
  readonly generation: number
  readonly state: ItemState
  readonly intentId: IntentId | null
  /** Why it was not done, in words for the person. */
  readonly why: string | null
  /** Whoever declined or withdrew its request for a second person. */
  readonly endedBy?: Person
}

/** Why a batch stopped before its end. */
export type StopReason =
  | 'asked' // somebody stopped it
  | 'sign-in' // the session of whoever asked has ended, or Defender wants more proof
  | 'no-sign-in' // their sign-in could not be checked
  | 'actions-stopped' // a lead has stopped all actions
  | 'service-stopped' // the process ended, or nothing was heard of it
  | 'fault' // ours

/** Who did something about a batch. */
type Person = { readonly id: PersonId; readonly name: string }

/** One person's confirmed wish for several machines, one after another. It runs only while the process that took it lives. */
export interface Batch {
  readonly id: BatchId
  readonly person: Person
  readonly verb: BatchVerb
  /** Only for `isolate`. */
  readonly isolationType: IsolationType | null
  readonly reason: string
  /** `stopping`: somebody stopped it, and one machine is in hand. */
  readonly state: 'running' | 'stopping' | 'stopped' | 'done'
  /** Rises each time that it is told to go on, so that what ran before cannot go on as well. */
  readonly run: number
  /** Rises with every change, so that the message which tells of it follows. */
  readonly revision: number
  readonly why: StopReason | null
  readonly stoppedBy: Person | null
  /** Waits for Defender's limit until then. */
  readonly waitsUntil: Instant | null
  /** The message that tells how far it is; `null` when it was asked for in the tab. */
  readonly told: {
    readonly conversationId: ConversationId
    readonly caseId: CaseId
    readonly messageId: ActivityId | null
  } | null
  readonly beganAt: Instant
  /** When whoever runs it was last heard of. */
  readonly heardAt: Instant
  readonly endedAt: Instant | null
  readonly items: readonly BatchItem[]
}

/** More machines than anybody checks at one look. */
export const MOST_IN_BATCH = 40

/** A runner is heard of at least this often while it waits; a single machine takes less. */
export const HEARD_EVERY_MS = 15_000
const SILENT_AFTER_MS = 150_000

/** Whether it still goes on, or will once the machine in hand is done. */
export function isLive({ state }: Pick<Batch, 'state'>): boolean {
  return state === 'running' || state === 'stopping'
}

/** Whether nothing was heard of whoever runs it for so long that they are gone. */
export function isSilent({ state, heardAt }: Pick<Batch, 'state' | 'heardAt'>, now: Instant): boolean {
  return isLive({ state }) && heardAt < plusMs(now, -SILENT_AFTER_MS)
}

/** Why this person may not stop a batch, or have it go on, in words; `null` when they may. */
export function whyNotSteer(
  how: 'stop' | 'go-on',
  batch: Pick<Batch, 'person'>,
  person: { readonly id: PersonId; readonly roles: readonly string[] },
): string | null {
  if (person.id === batch.person.id) return null
  if (how === 'go-on') return 'Only whoever asked for these machines can go on.'
  return person.roles.includes('Lead') ? null : 'Only whoever asked for these machines, or a lead, can stop it.'
}

/** How many machines have had their turn. */
export function turnsTaken({ items }: Pick<Batch, 'items'>): number {
  return items.filter(({ state }) => state !== 'waiting' && state !== 'asking').length
}

/** How many are still to come. */
export function turnsLeft({ items }: Pick<Batch, 'items'>): number {
  return items.filter(({ state }) => state === 'waiting').length
}

/** Whether it may still be told what became of one machine: Defender's answer or a second person's is to come. */
export function isAwaited({ state }: BatchItem): boolean {
  return state === 'asking' || state === 'unknown' || state === 'approval'
}

/** The batch with one machine standing elsewhere. */
export function withItem(batch: Batch, item: BatchItem): Batch {
  return { ...batch, items: batch.items.map((one) => (one.machineId === item.machineId ? item : one)) }
}

/** The batch once it has ended; a machine in hand whose outcome nobody told is of unknown outcome. */
export function endedBatch(batch: Batch, how: { readonly why: StopReason } | 'done', now: Instant): Batch {
  const items = batch.items.map((item) => (item.state === 'asking' ? { ...item, state: 'unknown' as const } : item))
  const ended = { ...batch, items, waitsUntil: null, endedAt: now }
  return how === 'done' ? { ...ended, state: 'done', why: null } : { ...ended, state: 'stopped', why: how.why }
}

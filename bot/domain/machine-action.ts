import { familyOf } from './action-kind.ts'
import type { Open } from './alert.ts'
import type { ActionId, IntentId, MachineId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { Family } from './intent.ts'

/** Statuses of a machine action (MachineAction resource); the last four are final. */
export const ACTION_STATUSES = ['Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled'] as const
export type ActionStatus = (typeof ACTION_STATUSES)[number]

/** Something Defender was asked to do to a machine, by us, in the portal or by another program. */
export interface MachineAction {
  readonly id: ActionId
  /** One of `KINDS`, or another of an open list. */
  readonly type: string
  readonly status: Open<ActionStatus>
  /** Of an isolation or a scan: Full, Selective, Quick …; the answer to a request does not carry it yet. */
  readonly scope: string | null
  /** Of the file that is stopped; `null` for other types, and where Defender does not name it. */
  readonly sha1: string | null
  /** Who asked, as Defender recorded it: a UPN for a person's token, an app's id or name for an app's. */
  readonly requestor: string | null
  readonly comment: string | null
  /** Of whoever cancelled it. */
  readonly cancellationComment: string | null
  /** Portal or PublicApi. */
  readonly source: string | null
  readonly machineId: MachineId
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** Defender tries an offline machine for three days, then the action must be asked again (Respond to machine alerts). */
export const OFFLINE_TRIED_FOR_MS = 3 * 24 * 60 * 60_000

/** Defender's own list may show an action late; looked for in vain for so long, it does not exist. */
export const LISTED_WITHIN_MS = 15 * 60_000

/** Whether Defender is done with it. A status that we do not know is not final: we keep looking. */
export function isFinal({ status }: Pick<MachineAction, 'status'>): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'TimeOut' || status === 'Cancelled'
}

/** The intents whose mark ends the comments of asking and of cancelling; none for an action that is not ours. */
export function intentsOf({ comment, cancellationComment }: Pick<MachineAction, 'comment' | 'cancellationComment'>): IntentId[] {
  return [comment, cancellationComment].flatMap(
    (text) => (/\[PocketSOC ([0-9a-f]{16})\]\s*$/.exec(text ?? '')?.[1] as IntentId | undefined) ?? [],
  )
}

/** A comment with the intent's mark at its end. */
export function markedComment(reason: string, intent: IntentId): string {
  return `${reason} [PocketSOC ${intent}]`
}

/** Actions of one family, newest first. */
export function actionsOfFamily(actions: readonly MachineAction[], family: Family): MachineAction[] {
  return actions
    .filter((action) => familyOf(action) === family)
    .sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.updatedAt, a.updatedAt))
}

/**
 * Those of one family's actions, given newest first, that are over, what ended last first: Defender may carry out an older
 * one after a newer. Of those that ended at once the newer comes first.
 */
export function lastEndedFirst(ofFamily: readonly MachineAction[]): MachineAction[] {
  return ofFamily.filter(isFinal).sort((a, b) => compare(b.updatedAt, a.updatedAt))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

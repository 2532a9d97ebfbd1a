import type { Kept } from './objects.ts'

/** Every type of machine action (the resource's page), and how long one takes to succeed: recorded for the first three. */
const LASTS_MS = {
  Isolate: 27_000,
  Unisolate: 2_000,
  RunAntiVirusScan: 23_000,
  Offboard: 20_000,
  LiveResponse: 20_000,
  CollectInvestigationPackage: 20_000,
  StopAndQuarantineFile: 20_000,
  RestrictCodeExecution: 20_000,
  UnrestrictCodeExecution: 20_000,
} as const

/** What a machine action does. */
export type ActionType = keyof typeof LASTS_MS

/** The types by name. */
export const ACTION_TYPES = Object.keys(LASTS_MS) as readonly ActionType[]

/** How an action is final. */
export type End =
  | { readonly status: 'Succeeded' | 'Failed' | 'TimeOut' }
  | { readonly status: 'Cancelled'; readonly by: { readonly name: string; readonly comment: string } }

/** A machine action: what was asked, since when the machine has known of it (`null` while it is out of reach), how it was ended by hand. */
export interface Action {
  readonly asked: Kept
  readonly type: ActionType
  readonly at: number
  readonly scope: string | null
  /** SHA-1 of the file that is stopped. */
  readonly file: string | null
  reachedAt: number | null
  ended: (End & { readonly at: number }) | null
}

/** Recorded: the delay until a machine has picked an action up, and the three days after which one that cannot be reached is given up. */
const PICKED_UP_MS = 1_000
const GIVEN_UP_MS = 3 * 86_400_000 + 14 * 60_000

/** Recorded for TimeOut and Cancelled; Failed says that something failed. */
const ERRORS = { Succeeded: 0, Failed: -2147467259, TimeOut: -2145844840, Cancelled: -2147467260 }

/** How the action has ended by now, or `null`. */
export function endOf({ at, type, reachedAt, ended }: Action, now: number): Action['ended'] {
  const due =
    reachedAt === null
      ? ({ status: 'TimeOut', at: at + GIVEN_UP_MS } as const)
      : ({ status: 'Succeeded', at: reachedAt + LASTS_MS[type] } as const)
  return ended ?? (now >= due.at ? due : null)
}

/** The action as Defender shows it now. The first answer never names the scope, later ones do (recorded). */
export function viewOf(action: Action, now: number): Kept {
  const { asked, at, scope, reachedAt } = action
  const end = endOf(action, now)
  if (end) {
    const when = timestamp(end.at)
    const cancelled = end.status === 'Cancelled' && {
      cancellationRequestor: end.by.name,
      cancellationComment: end.by.comment,
      cancellationDateTimeUtc: when,
    }
    return { ...asked, scope, status: end.status, lastUpdateDateTimeUtc: when, errorHResult: ERRORS[end.status], ...cancelled }
  }
  if (reachedAt === null || now < reachedAt + PICKED_UP_MS) return now > at ? { ...asked, scope } : asked
  return { ...asked, scope, status: 'InProgress', lastUpdateDateTimeUtc: timestamp(reachedAt + PICKED_UP_MS) }
}

/** UTC with seven digits; those below the millisecond stand for a clock finer than ours. */
export const timestamp = (ms: number): string =>
  new Date(ms).toISOString().replace('Z', `${String((ms * 7919) % 10_000).padStart(4, '0')}Z`)

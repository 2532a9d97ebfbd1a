import type { AlertPlace } from './alert.ts'
import type { MachineId, PersonId } from './ids.ts'

/** Something on record changed that people may be looking at. */
export type Change =
  | { readonly what: 'alerts'; readonly alerts: readonly AlertPlace[] }
  /** An intent, a machine action, the review of an isolation or a request for a second person of the machine's. */
  | { readonly what: 'machine'; readonly id: MachineId; readonly machineGroup: string | null }
  /** The kill switch. */
  | { readonly what: 'stop' }
  /** Where a batch of this person's stands. */
  | { readonly what: 'batch'; readonly personId: PersonId }

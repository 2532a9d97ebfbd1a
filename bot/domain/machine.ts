import type { MachineId } from './ids.ts'
import type { Instant } from './instant.ts'

/**
 * A machine as Defender last described it. There is no isolation state among its properties (Machine resource):
 * that is read from machine actions.
 */
export interface Machine {
  readonly id: MachineId
  readonly name: string | null
  readonly machineGroup: string | null
  readonly osPlatform: string | null
  readonly version: string | null
  /** Of Defender's agent; the API's pages do not name it, its answers have it. */
  readonly agentVersion: string | null
  /** None, Informational, Low, Medium, High; `null` when Defender gave none. */
  readonly riskScore: string | null
  readonly exposureLevel: string | null
  readonly deviceValue: string | null
  readonly healthStatus: string | null
  readonly onboardingStatus: string | null
  readonly tags: readonly string[]
  readonly lastIpAddress: string | null
  readonly lastExternalIpAddress: string | null
  readonly firstSeenAt: Instant | null
  /** The last full report, sent about every 24 hours; not the portal's "last seen". */
  readonly lastSeenAt: Instant | null
  /** When we read this. */
  readonly readAt: Instant
}

/** Full and Selective isolation are only for machines that are onboarded (Isolate machine API). */
export function isOnboarded({ onboardingStatus }: Machine): boolean {
  return !onboardingStatus || onboardingStatus.toLowerCase() === 'onboarded'
}

/** Up to so many machines are asked for one by one; more are picked from Defender's list of them all, which is one call for 10,000. */
export const READ_SINGLY = 3

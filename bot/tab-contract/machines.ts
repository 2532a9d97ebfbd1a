import type { TabAlertRow } from './alerts.ts'
import type { TabConfirm, TabPause } from './controls.ts'

/** What is known of a machine's isolation, in words: the last known command, never a measurement. */
export interface TabContainment {
  /** `isolated`, `isolating`, `releasing`, `asking`, `failed`, `none`, `unknown` … for colour. */
  readonly is: string
  /** What it is: Isolation, or Containment of a machine that is not onboarded. */
  readonly of: string
  readonly headline: string
  readonly detail: string | null
  /** What Defender recorded of who asked. */
  readonly recorded: string | null
  /** False when Defender recorded somebody else than who asked here: to be shown loudly. */
  readonly matches: boolean | null
  /** What may be asked for next; `null` while something is under way. */
  readonly next: 'isolate' | 'unisolate' | null
  /** Goes back with the request; an older one does nothing. */
  readonly generation: number
}

/** What can be asked of a machine. */
export type TabVerb =
  | 'isolate'
  | 'unisolate'
  | 'contain'
  | 'scan'
  | 'restrict'
  | 'unrestrict'
  | 'collect'
  | 'quarantine'
  | 'cancel'

/** One thing besides isolating: how it stands, and what may be asked for now, in words. */
export interface TabOffer {
  readonly title: string
  /** How it stands, or why it cannot be asked for. */
  readonly words: string
  readonly tone: 'calm' | 'warn' | 'good' | 'bad'
  /** `null` while nothing can be asked for. */
  readonly ask: TabAsk | null
  /** A package can be downloaded. */
  readonly packageReady: boolean
}

/** What may be asked for besides isolating, and what its confirm step says. */
export interface TabAsk extends TabPause {
  readonly verb: TabVerb
  readonly button: string
  readonly question: string
  readonly means: string | null
  readonly confirm: string
  readonly danger: boolean
  readonly suggestedReason: string
  /** Goes back with the request; an older one does nothing. A file to be chosen brings its own. */
  readonly generation: number
  /** With `cancel`: what; goes back too. */
  readonly actionId: string | null
  /** With `quarantine`: one of them is to be chosen. */
  readonly files: readonly { readonly sha1: string; readonly words: string; readonly generation: number }[]
}

/** `GET /api/tab/machines/{id}`: read live as the person; what did not arrive in time is `null`. */
export interface TabMachine extends TabConfirm {
  readonly id: string
  readonly name: string | null
  readonly machineGroup: string | null
  readonly riskScore: string | null
  readonly exposureLevel: string | null
  readonly deviceValue: string | null
  readonly healthStatus: string | null
  readonly onboardingStatus: string | null
  readonly osPlatform: string | null
  readonly version: string | null
  readonly tags: readonly string[]
  readonly lastIpAddress: string | null
  readonly lastExternalIpAddress: string | null
  readonly firstSeenAt: string | null
  /** The last full report, sent about every 24 hours. */
  readonly lastSeenAt: string | null
  readonly containment: TabContainment
  /** `null` when it is not isolated. */
  readonly review: TabReview | null
  /** What else may be asked for with this person's rights. */
  readonly more: readonly TabOffer[]
  readonly logons:
    | readonly { readonly account: string; readonly lastSeenAt: string | null; readonly isDomainAdmin: boolean }[]
    | null
  readonly alerts: readonly TabAlertRow[]
  readonly actions:
    | readonly {
        readonly id: string
        readonly type: string
        readonly status: string
        readonly requestor: string | null
        readonly comment: string | null
        readonly source: string | null
        readonly createdAt: string
        readonly updatedAt: string
      }[]
    | null
  /** Prefilled reason for a confirm step. */
  readonly suggestedReason: string
  readonly portalUrl: string
  readonly readAt: string
}

/** Who answers for an isolation, and when they are asked whether it is still needed. */
export interface TabReview {
  readonly id: string
  /** Goes back with the request; an older one does nothing. */
  readonly revision: number
  /** `null` for an isolation that was made elsewhere and that nobody took over. */
  readonly owner: string | null
  readonly mine: boolean
  /** Why it cannot be handed over to somebody; `null` when it can. */
  readonly noHandOver: string | null
  /** When the isolation was asked for. */
  readonly since: string
  readonly dueAt: string
}

/**
 * `POST /api/tab/machines/{id}/{verb}`. Isolating, containing and releasing are answered by the `TabContainment` that is on
 * record after it, everything else, and what now waits for a second person, by what a person is told (`TabAsked`).
 */
export interface TabActRequest {
  readonly generation: number
  readonly reason: string
  readonly isolationType: 'Full' | 'Selective' | null
  readonly scanType?: 'Quick' | 'Full' | null
  readonly sha1?: string | null
  readonly actionId?: string | null
}

/** What was asked, as it stands. */
export interface TabAsked {
  readonly headline: string
}

/** `POST /api/tab/machines/{id}/package`: the link to the newest package, fetched as the person; it holds for some minutes. */
export interface TabPackage {
  readonly url: string
}

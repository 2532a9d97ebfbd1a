/**
 * What the tab and its API (`/api/tab/…`) exchange, as JSON. Times are ISO 8601 UTC with 0 to 7 fractional digits. Every
 * text that came from Defender is somebody else's: the tab shows it as text. Requests carry the token of teams-js
 * `getAuthToken` as `Authorization: Bearer`; refusals are RFC 9457 problems in words for the person (`TabProblem`).
 */

import type { TabConfirm } from './tab-contract/controls.ts'

/** `GET /api/tab/me`: who is looking, and what they may see and do. */
export interface TabMe {
  readonly name: string
  /** `delegated`: actions run with the person's own token at Defender. */
  readonly mode: 'delegated' | 'application'
  /** Machine groups that Defender shows them, `null` for the machines in none; empty for somebody without access. */
  readonly machineGroups: readonly (string | null)[]
  /** Why nobody can isolate from here; `null` when they can try. */
  readonly readOnly: string | null
  /** Why nobody can triage from here; `null` when they can try. */
  readonly noTriage: string | null
}

/** One alert in a list. */
export interface TabAlertRow {
  readonly id: string
  readonly title: string
  /** Defender's word; may be one that is not documented. */
  readonly severity: string
  /** 0 to 4, 5 for a word that we do not know: for order and colour. */
  readonly severityRank: number
  readonly status: string
  readonly incidentId: number | null
  readonly machine: { readonly id: string; readonly name: string | null } | null
  readonly machineGroup: string | null
  readonly assignedTo: string | null
  readonly createdAt: string | null
  readonly lastEventAt: string | null
}

/** `GET /api/tab/alerts?severity=medium&status=New,InProgress&group=Servers&q=…`: newest first, at most 200. */
export interface TabAlerts {
  readonly alerts: readonly TabAlertRow[]
  /** How many more match. */
  readonly more: number
  /** When Defender was last read. */
  readonly asOf: string | null
}

/** `GET /api/tab/alerts/{id}`. */
export interface TabAlert extends TabAlertRow {
  readonly description: string | null
  readonly category: string | null
  readonly detectionSource: string | null
  readonly threat: string | null
  readonly classification: string | null
  readonly determination: string | null
  readonly user: string | null
  readonly firstEventAt: string | null
  readonly updatedAt: string | null
  readonly resolvedAt: string | null
  readonly mitreTechniques: readonly string[]
  readonly comments: readonly { readonly text: string; readonly by: string | null; readonly at: string | null }[]
  readonly evidence: readonly {
    readonly type: string
    readonly facts: readonly { readonly label: string; readonly value: string }[]
  }[]
  /** The incident's other alerts that this person may see. */
  readonly sameIncident: readonly TabAlertRow[]
  readonly portalUrl: string
  readonly asOf: string | null
}

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
  readonly ask: {
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
  } | null
  /** A package can be downloaded. */
  readonly packageReady: boolean
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
 * `POST /api/tab/machines/{id}/{verb}`. Isolating and releasing are answered by the `TabContainment` that is on record after it,
 * everything else by what a person is told (`TabAsked`).
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

/** The alerts of a triage: those of the screen, or all of the incident. */
export type TabTriageScope = 'these' | 'incident'

/** `GET /api/tab/alerts/{id}/triage` and `/api/tab/machines/{id}/triage`: what can be triaged, read live as the person. */
export interface TabTriage {
  /** `incident` only where that is more. */
  readonly scopes: readonly {
    readonly scope: TabTriageScope
    readonly alerts: number
    /** Goes back with the request; when it is another by then nothing is done. */
    readonly print: string
    readonly resolved: boolean
    readonly facts: readonly { readonly label: string; readonly value: string }[]
  }[]
  readonly verdicts: readonly { readonly key: string; readonly words: string }[]
}

/** `POST` to the same place. `take` assigns to the person and sets in progress, `save` only brings verdict and comment. */
export interface TabTriageRequest {
  readonly scope: TabTriageScope
  readonly print: string
  readonly step: 'take' | 'start' | 'resolve' | 'save'
  /** A key of `verdicts`; `null` leaves it as it is. */
  readonly verdict: string | null
  readonly comment: string
}

/** What came of it; `words` are `null` when all was done. */
export interface TabTriaged {
  readonly words: string | null
}

/** A refusal (RFC 9457, `application/problem+json`); `title` and `detail` are words for the person. */
export interface TabProblem {
  readonly type: 'about:blank'
  readonly status: number
  readonly title: string
  readonly detail: string
  /**
   * `sign-in`: open `signInUrl` with teams-js `authentication.authenticate`, then try again with `claims` if given. `token`:
   * ask Teams for a token; when it had none to give, the person has to say that they want to try again.
   */
  readonly need?: 'sign-in' | 'token'
  readonly signInUrl?: string
  readonly claims?: string
}

/** `GET /api/tab/events` (server-sent events over fetch, since the token is in a header): something that this person may see changed. */
export type TabEvent =
  | { readonly type: 'alerts' | 'controls' }
  | { readonly type: 'machine'; readonly id: string }
  /** A batch of this person's moved on. */
  | { readonly type: 'batch' }
  | { readonly type: 'still-here' }

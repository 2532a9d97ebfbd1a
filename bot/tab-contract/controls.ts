import type { TabOthersBatch } from './batches.ts'
import type { TabVerb } from './machines.ts'

/** Something that should give pause; `grave` when it may cost more than it saves, or come to nothing. */
export interface TabWarning {
  readonly text: string
  readonly grave: boolean
}

/** What should give pause before one thing is confirmed. */
export interface TabPause {
  /** The worst first. */
  readonly warnings: readonly TabWarning[]
  /** What policy has to say of it; `null` when nothing is in the way. */
  readonly held: { readonly is: 'second-person' | 'refused' | 'stopped'; readonly why: string } | null
}

/** What the confirm step of isolating or releasing a machine says, whichever can be asked for next. */
export interface TabConfirm extends TabPause {
  /** How it can be isolated, and what each way leaves reachable. */
  readonly ways: readonly { readonly type: 'Full' | 'Selective'; readonly means: string }[]
}

/** Something that waits for a second person. */
export interface TabApproval {
  readonly id: string
  readonly machine: { readonly id: string; readonly name: string | null }
  readonly verb: TabVerb
  /** `Isolate (full)` */
  readonly what: string
  /** The whole hash of the file that it is about. */
  readonly sha1: string | null
  /** About isolating the machine: that waits for the answer. */
  readonly isolation: boolean
  readonly askedBy: string
  /** Asked by whoever is looking. */
  readonly own: boolean
  /** Why policy wants a second person. */
  readonly because: string
  readonly reason: string
  readonly askedAt: string
  readonly endsAt: string
  readonly mayApprove: boolean
  readonly mayDecline: boolean
  /** May go on without a second person, with a reason. */
  readonly mayGoAlone: boolean
}

/**
 * `GET /api/tab/controls`: what holds actions back. Also the answer to `POST /api/tab/approvals/{id}/approve`, `…/decline`
 * and `…/go-alone` (with a `TabDecision`), and to `POST /api/tab/actions/stop` and `…/resume`.
 */
export interface TabControls {
  /** Who may stop actions and let them go on. */
  readonly lead: boolean
  readonly stopped: { readonly by: string; readonly at: string } | null
  readonly approvals: readonly TabApproval[]
  /** What others have asked of several machines at once and goes on; empty for whoever is no lead. */
  readonly batches: readonly TabOthersBatch[]
}

/** What comes with a decision about a request. */
export interface TabDecision {
  /** Why it cannot wait for a second person; only for `go-alone`. */
  readonly why: string | null
}

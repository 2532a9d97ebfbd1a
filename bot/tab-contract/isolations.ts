import type { TabContainment, TabReview } from './machines.ts'

/** One machine that is isolated, or about to be. */
export interface TabIsolation {
  readonly id: string
  readonly name: string | null
  readonly machineGroup: string | null
  readonly containment: TabContainment
  readonly suggestedReason: string
  readonly review: TabReview
}

/** `GET /api/tab/isolations`: what is isolated now, of what this person sees; first due for review first. */
export interface TabIsolations {
  readonly isolations: readonly TabIsolation[]
  /** When Defender's machine actions were last read. */
  readonly asOf: string | null
}

/** `POST /api/tab/machines/{id}/review`; answered by the `TabReview` that is on record after it. */
export interface TabReviewRequest {
  readonly id: string
  readonly revision: number
  readonly do: 'extend' | 'take-over' | 'hand-over'
  /** How much longer, to extend. */
  readonly hours: 4 | 24 | 72 | null
  /** One of `TabSuccessors`, to hand over. */
  readonly to: string | null
}

/** `GET /api/tab/machines/{id}/successors`: whom the review can be handed over to, of those in the channel of its case, by name. */
export interface TabSuccessors {
  readonly people: readonly { readonly id: string; readonly name: string }[]
  /** How many more there are. */
  readonly more: number
}

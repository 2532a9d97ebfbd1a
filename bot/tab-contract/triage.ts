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

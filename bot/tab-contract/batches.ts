/** What can be asked of several machines at once. */
export type TabBatchVerb = 'isolate' | 'unisolate'

/** One machine that was selected, as it stands now. */
export interface TabBatchChoice {
  readonly id: string
  readonly name: string | null
  readonly machineGroup: string | null
  /** What is known of its isolation. */
  readonly headline: string
  /** Goes back with the request; an older one does nothing. */
  readonly generation: number
  /** Why it cannot be asked for now; `null` when it can. */
  readonly why: string | null
  /** What to know before confirming, the worst first. */
  readonly warnings: readonly string[]
}

/** `GET /api/tab/batches/choices?verb=isolate&machine=…&machine=…`: at most 40; what this person does not see is left out. */
export interface TabBatchChoices {
  readonly choices: readonly TabBatchChoice[]
  /** Asked for in this order, from which on the brakes of the hour want a second person; `null` where they do not. */
  readonly brake: string | null
  /** How they can be isolated, and what each way leaves reachable. */
  readonly ways: readonly { readonly type: 'Full' | 'Selective'; readonly means: string }[]
  readonly suggestedReason: string
}

/** `POST /api/tab/batches`: begins one; answered by its `TabBatch`. */
export interface TabBatchRequest {
  readonly verb: TabBatchVerb
  readonly reason: string
  readonly isolationType: 'Full' | 'Selective' | null
  readonly machines: readonly { readonly id: string; readonly generation: number }[]
}

/** How far one machine of a batch is, in words. */
export interface TabBatchItem {
  readonly id: string
  readonly name: string | null
  readonly machineGroup: string | null
  /** `waiting`, `asking`, `accepted`, `joined`, `refused`, `unknown`, `approval`, `held`, `overtaken`, `stopped`. */
  readonly is: string
  readonly tone: 'calm' | 'warn' | 'good' | 'bad'
  readonly words: string
  /** What is known of its isolation now; `null` while it has had no turn. */
  readonly headline: string | null
}

/** A batch of somebody else's, as a lead is shown it: how many machines and how far, and none of them; also the answer when they stop it. */
export interface TabOthersBatch {
  readonly id: string
  readonly askedBy: string
  /** As of a `TabBatch`. */
  readonly title: string
  readonly words: string
  readonly mayStop: boolean
}

/** A batch of this person's; also the answer to `POST /api/tab/batches/{id}/stop` and `/go-on`. */
export interface TabBatch {
  readonly id: string
  readonly is: 'running' | 'stopping' | 'stopped' | 'done'
  /** `3 of 8 asked` and what it is doing, or why it stopped. */
  readonly title: string
  readonly words: string
  readonly mayStop: boolean
  /** Machines are left that it can go on with. */
  readonly mayGoOn: boolean
  readonly items: readonly TabBatchItem[]
}

/** `GET /api/tab/batches`: this person's newest of the last hours; `null` for none. */
export interface TabNewestBatch {
  readonly batch: TabBatch | null
}

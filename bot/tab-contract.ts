/**
 * What the tab and its API (`/api/tab/…`) exchange, as JSON. Times are ISO 8601 UTC with 0 to 7 fractional digits. Every
 * text that came from Defender is somebody else's: the tab shows it as text. Requests carry the token of teams-js
 * `getAuthToken` as `Authorization: Bearer`; refusals are RFC 9457 problems in words for the person (`TabProblem`).
 */

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
  /** A batch moved on: this person's, or anybody's where they are a lead. */
  | { readonly type: 'batch' }
  | { readonly type: 'still-here' }

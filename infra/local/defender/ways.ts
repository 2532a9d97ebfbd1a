/** What Defender does where its documentation leaves it open, and what an administrator can turn on; change it at any time. */
export interface Ways {
  /**
   * A second request while one is open: `refused` with 400, or answered with the `pending` action (its pages say either), or
   * taken as `another` (reported of isolation).
   */
  duplicates: 'refused' | 'pending' | 'another'
  /** Whether a 403 has a body. */
  forbidden: 'text' | 'bare'
  /** Whether a 404 has a body; both are recorded. */
  notFound: 'text' | 'bare'
  /** Whose words of classification and determination are taken: those of the page "Update alert", of "Batch update alerts", or both. */
  spelling: Spelling
  /** Alerts in one batch update; its page names an error for more, and no size. */
  mostInBatch: number
  /** Persons whose sign-in lacks the stronger proof get a claims challenge. */
  claimsChallenge: boolean
  /** Without a licence every call is a 401, whatever the token. */
  licensed: boolean
}

/** Two pages write the same classifications differently. */
export type Spelling = 'update' | 'batch' | 'either'

/** As it is mostly seen. */
export const usualWays = (): Ways => ({
  duplicates: 'refused',
  forbidden: 'text',
  notFound: 'text',
  spelling: 'update',
  mostInBatch: 100,
  claimsChallenge: false,
  licensed: true,
})

/** What is asked of a person who did not approve their sign-in (Entra: "Claims challenges, claims requests and client capabilities"). */
export const CHALLENGE = [
  'Bearer realm=""',
  'authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
  'error="insufficient_claims"',
  `claims="${Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString('base64')}"`,
].join(', ')

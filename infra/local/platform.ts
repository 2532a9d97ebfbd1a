/** What the parts of the local tenant agree on: one platform is one handler, told who asks and what time it is. */

/** The platforms by name. */
export type Platform = 'defender' | 'entra' | 'bot-framework' | 'connector' | 'vault'

/** A platform: takes the request as it came over the wire, answers as Microsoft's would. Never throws for bad input. */
export type Handler = (request: Request) => Promise<Response>

/** Stands between a bot and the platforms: told of each request before `handle` is, whose answer it hands on or keeps. */
export type Watch = (platform: Platform, request: Request, handle: Handler) => Promise<Response>

/** The tenant's own time. Everything in the tenant asks it, so that `/control/clock` can advance it. */
export interface TenantClock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Moves time forward; machine actions, token lifetimes and quotas follow. */
  advance(ms: number): void
}

/** Starts at the machine's own time and runs with it. */
export function createTenantClock(): TenantClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms
    },
  }
}

/** Whom an access token speaks for, as Entra wrote it into the token. */
export type Caller =
  | { readonly kind: 'app'; readonly appId: string; readonly roles: readonly string[] }
  | {
      readonly kind: 'person'
      readonly appId: string
      readonly oid: string
      readonly upn: string
      readonly scopes: readonly string[]
      /** Whether they gave the stronger proof when they signed in. */
      readonly approved: boolean
    }

/** Reads a Bearer token issued by this tenant's Entra for `audience`; `null` when it is missing, forged, expired or for somebody else. */
export type TokenReader = (request: Request, audience: string) => Promise<Caller | null>

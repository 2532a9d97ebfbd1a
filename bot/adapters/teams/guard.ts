import { decodeJwt } from 'jose'
import * as z from 'zod/v4'

/** What the guard lets through. */
export interface GuardRules {
  readonly tenantId: string
  /** Hosts of Teams's connector in this cloud, exactly. */
  readonly serviceHosts: readonly string[]
  /** Who signs what Teams sends, `https://api.botframework.com`. */
  readonly issuer: string
}

/** Why a request is turned away before any code of the SDK sees it; `why` names the clause and is safe to log. */
export interface Refused {
  readonly status: 400 | 401 | 403
  readonly why: string
}

const shape = z.object({
  type: z.string().min(1),
  channelId: z.string(),
  serviceUrl: z.string(),
  from: z.object({ id: z.string().min(1) }),
  recipient: z.object({ id: z.string().min(1) }),
  conversation: z.object({ id: z.string().min(1), tenantId: z.string().nullish() }),
  channelData: z.object({ tenant: z.object({ id: z.string() }).nullish() }).nullish(),
})

/**
 * Checks what the SDK does not: it would take `channelId: "AseChannel"` from an unproven body for leave to accept any
 * token of our own app, skips the serviceUrl when there is none, knows no tenant, and before it looks at a signature
 * it keeps every tenant that a token names, for good. The token is only looked at here; the SDK verifies it after.
 */
export function guard(authorization: string | undefined, body: unknown, rules: GuardRules): Refused | null {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/.exec(authorization ?? '')?.[1]
  if (!token) return { status: 401, why: 'no bearer token' }
  const { iss, tid } = claimsOf(token)
  if (iss !== rules.issuer) return { status: 401, why: 'token of another issuer' }
  if (tid !== undefined && tid !== rules.tenantId) return { status: 401, why: 'token of another tenant' }

  const { success, data } = shape.safeParse(body)
  if (!success) return { status: 400, why: 'not an activity' }
  if (data.channelId !== 'msteams') return { status: 403, why: 'channel is not msteams' }
  const tenants = [data.conversation.tenantId, data.channelData?.tenant?.id].filter((id) => id !== undefined && id !== null)
  if (tenants.length === 0) return { status: 403, why: 'no tenant' }
  if (tenants.some((id) => id !== rules.tenantId)) return { status: 403, why: 'another tenant' }
  if (!isServiceUrl(data.serviceUrl, rules.serviceHosts)) return { status: 403, why: 'serviceUrl is not of Teams' }
  return null
}

function isServiceUrl(url: string, hosts: readonly string[]): boolean {
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'https:' || parsed.username || parsed.password || parsed.port) return false
  return hosts.includes(parsed.hostname)
}

function claimsOf(token: string): { readonly iss?: unknown; readonly tid?: unknown } {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}

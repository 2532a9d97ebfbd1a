import { randomBytes } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import type { Issued } from '../issued.ts'
import type { Handler, TenantClock, TokenReader } from '../platform.ts'
import { answerBy, route } from '../routes.ts'
import { APPS, TENANT_ID } from '../world.ts'

/** Whom tokens for Key Vault are for. */
export const vaultAudience = ({ vaultDomain }: Cloud): string => `https://${vaultDomain}`

/** Any name would be played; this one is the bot's. */
export const vaultUrl = ({ vaultDomain }: Cloud): string => `https://pocketsoc.${vaultDomain}`

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string
  /** `application/x-pem-file` and `application/x-pkcs12` are certificates with their keys. */
  readonly contentType?: string | undefined
  /** Milliseconds since 1970. */
  readonly endsAt?: number | undefined
}

type Kept = SecretVersion & { readonly id: string; readonly at: number }

/** Key Vault's secrets. */
export interface Vault {
  readonly handler: Handler
  /** Makes a new version, which is what is read from then on. */
  put(name: string, version: SecretVersion): void
  /** Names and versions, never values. */
  list(): { readonly name: string; readonly version: string; readonly endsAt: string | null }[]
}

/** What a vault needs of the tenant. */
export interface VaultParts {
  readonly cloud: Cloud
  readonly clock: TenantClock
  readonly tokens: TokenReader
  readonly issued: Issued
}

/** An empty vault, which the bot's managed identity may read (role "Key Vault Secrets User"). */
export function createVault({ cloud, clock, tokens, issued }: VaultParts): Vault {
  const audience = vaultAudience(cloud)
  const kept = new Map<string, Kept[]>()

  /** What is answered to whoever may not read; `null` to the bot's identity. */
  const refusalFor = async (request: Request): Promise<Response | null> => {
    const caller = await tokens(request, audience)
    if (!caller) return unauthorized(cloud)
    if (caller.appId !== APPS.identity.clientId) return refused(403, 'Forbidden', 'Caller is not authorized to perform action.')
    return null
  }
  /** All but the value. */
  const properties = (request: Request, name: string, { id, at, contentType, endsAt }: Kept): object => {
    const seconds = Math.floor(at / 1000)
    return {
      id: `${new URL(request.url).origin}/secrets/${name}/${id}`,
      ...(contentType && { contentType }),
      attributes: {
        enabled: true,
        created: seconds,
        updated: seconds,
        recoveryLevel: 'Recoverable+Purgeable',
        ...(endsAt && { exp: Math.floor(endsAt / 1000) }),
      },
      tags: {},
    }
  }

  const show = async (request: Request, name = '', id?: string): Promise<Response> => {
    const refusal = await refusalFor(request)
    if (refusal) return refusal
    const found = kept.get(name)?.findLast((version) => id === undefined || version.id === id)
    if (!found) return refused(404, 'SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault.`)
    return Response.json({ value: found.value, ...properties(request, name, found) })
  }

  /** In no order that is promised (Key Vault: "Get Secret Versions"). */
  const listVersions = async (request: Request, name = ''): Promise<Response> =>
    (await refusalFor(request)) ??
    Response.json({ value: (kept.get(name) ?? []).map((version) => properties(request, name, version)), nextLink: null })

  return {
    handler: answerBy(
      [
        route('GET', '/secrets/:name/', (request, name) => show(request, name)),
        route('GET', '/secrets/:name/versions', (request, name) => listVersions(request, name)),
        route('GET', '/secrets/:name/:version', (request, name, version) => show(request, name, version)),
      ],
      async () => refused(404, 'NotFound', 'Not found.'),
    ),
    put(name, version) {
      issued.note('secret', version.value)
      kept.set(name, [...(kept.get(name) ?? []), { ...version, id: randomBytes(16).toString('hex'), at: clock.now() }])
    },
    list: () =>
      [...kept].flatMap(([name, versions]) =>
        versions.map(({ id, endsAt }) => ({ name, version: id, endsAt: endsAt ? new Date(endsAt).toISOString() : null })),
      ),
  }
}

/** Says where to get a token and for what (Key Vault: "Authentication, requests and responses"). */
function unauthorized(cloud: Cloud): Response {
  const challenge = `Bearer authorization="${cloud.login}/${TENANT_ID}", resource="${vaultAudience(cloud)}"`
  const answer = refused(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.')
  answer.headers.set('www-authenticate', challenge)
  return answer
}

function refused(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status })
}

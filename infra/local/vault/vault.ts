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
  const kept = new Map<string, (SecretVersion & { readonly id: string; readonly at: number })[]>()

  const show = async (request: Request, name = '', id?: string): Promise<Response> => {
    const caller = await tokens(request, audience)
    if (!caller) return unauthorized(cloud)
    if (caller.appId !== APPS.identity.clientId) return refused(403, 'Forbidden', 'Caller is not authorized to perform action.')
    const found = kept.get(name)?.findLast((version) => id === undefined || version.id === id)
    if (!found) return refused(404, 'SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault.`)
    const at = Math.floor(found.at / 1000)
    const { origin } = new URL(request.url)
    return Response.json({
      value: found.value,
      id: `${origin}/secrets/${name}/${found.id}`,
      ...(found.contentType && { contentType: found.contentType }),
      attributes: {
        enabled: true,
        created: at,
        updated: at,
        recoveryLevel: 'Recoverable+Purgeable',
        ...(found.endsAt && { exp: Math.floor(found.endsAt / 1000) }),
      },
      tags: {},
    })
  }

  return {
    handler: answerBy(
      [
        route('GET', '/secrets/:name/', (request, name) => show(request, name)),
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

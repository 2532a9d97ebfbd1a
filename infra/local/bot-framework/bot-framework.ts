import { SignJWT } from 'jose'
import type { Cloud } from '../cloud.ts'
import type { Issued } from '../issued.ts'
import type { Handler } from '../platform.ts'
import { answerBy, route } from '../routes.ts'
import { createSigningKey } from '../signing-key.ts'
import { APPS } from '../world.ts'

/** How a token for the bot differs from a good one. */
export interface TokenBend {
  readonly aud?: string | undefined
  readonly iss?: string | undefined
  readonly serviceurl?: string | undefined
  /** Its hour is over. */
  readonly expired?: boolean | undefined
  /** Its hour is still to come. */
  readonly notYetValid?: boolean | undefined
  /** `none` is not signed; `HS256` is signed with the public key as the secret. */
  readonly alg?: 'none' | 'HS256' | 'RS256' | undefined
  /** Signed by a key that is not in the key set. */
  readonly otherKey?: boolean | undefined
  /** Signed by a key that is endorsed for another channel than Teams. */
  readonly otherChannel?: boolean | undefined
}

/** What names Bot Framework: its keys, and the tokens with which Teams calls the bot. */
export interface BotFramework {
  readonly handler: Handler
  issue(serviceUrl: string, bend?: TokenBend): Promise<string>
}

/** Makes its keys. Times in tokens are the machine's: the bot checks them by its own clock. */
export async function createBotFramework({ botIssuer, botKeysHost }: Cloud, issued: Issued): Promise<BotFramework> {
  const key = await createSigningKey()
  const ofOtherChannel = await createSigningKey()
  const keys = {
    keys: [
      { ...key.publicJwk, endorsements: ['msteams'] },
      { ...ofOtherChannel.publicJwk, endorsements: ['webchat'] },
    ],
  }
  const metadata = {
    issuer: botIssuer,
    authorization_endpoint: 'https://invalid.botframework.com',
    jwks_uri: `https://${botKeysHost}/v1/.well-known/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
  }

  return {
    handler: answerBy(
      [
        route('GET', '/v1/.well-known/openidconfiguration', () => Response.json(metadata)),
        route('GET', '/v1/.well-known/keys', () => Response.json(keys)),
      ],
      async () => new Response('Not found', { status: 404 }),
    ),
    async issue(serviceUrl, bend = {}) {
      const now = Math.floor(Date.now() / 1000)
      const nbf = bend.expired ? now - 7_200 : bend.notYetValid ? now + 3_600 : now
      const claims = {
        serviceurl: bend.serviceurl ?? serviceUrl,
        nbf,
        exp: nbf + 3_600,
        iss: bend.iss ?? botIssuer,
        aud: bend.aud ?? APPS.bot.clientId,
      }
      const { kid } = bend.otherChannel ? ofOtherChannel : key
      if (bend.alg === 'none') return issued.note('token', unsigned({ alg: 'none', kid, typ: 'JWT' }, claims))
      const { privateKey } = bend.otherKey ? await createSigningKey() : bend.otherChannel ? ofOtherChannel : key
      const secret = bend.alg === 'HS256' ? new TextEncoder().encode(JSON.stringify(key.publicJwk)) : privateKey
      const header = { alg: bend.alg ?? 'RS256', kid, x5t: kid, typ: 'JWT' }
      return issued.note('token', await new SignJWT(claims).setProtectedHeader(header).sign(secret))
    },
  }
}

/** Names a good key, so that nothing is wrong with it but that it is not signed. */
function unsigned(header: object, claims: object): string {
  return `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
}

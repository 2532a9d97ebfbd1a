import { createHash } from 'node:crypto'
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import type { CryptoKey, JWTPayload } from 'jose'
import { createLocalJWKSet, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createTokenVerifier } from '../adapters/entra/verify-token.ts'
import { fixedSecret } from './fixed-secret.ts'

const HOUR_S = 3600

/** Entra's token endpoint, behind MSAL's seam to the network; what it gives out is really signed. Keeps what it was asked. */
export class FakeEntra implements INetworkModule {
  readonly authority = 'https://login.microsoftonline.com'
  readonly registration = {
    tenantId: '6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001',
    clientId: '55055055-2222-4222-8222-550550550002',
    credentials: fixedSecret('sso-secret'),
  }
  readonly asked: URLSearchParams[] = []
  /** Answers the next request in its stead. */
  refuses: { readonly status: number; readonly body: object } | null = null
  /** Claims of the next tokens for our own API, instead of the right ones. */
  bends: JWTPayload = {}
  /** How long tokens for our own API last. */
  lastsS = HOUR_S
  givesRefreshTokens = true
  /** Runs before every answer. */
  during: () => Promise<void> = async () => undefined
  readonly #codes = new Map<string, { oid: string; nonce: string; challenge: string }>()
  readonly #key: CryptoKey
  readonly verify: ReturnType<typeof createTokenVerifier>

  private constructor(key: CryptoKey, keys: ReturnType<typeof createLocalJWKSet>) {
    this.#key = key
    this.verify = createTokenVerifier({ ...this.registration, authority: this.authority }, Date.now, keys)
  }

  static async start(): Promise<FakeEntra> {
    const { publicKey, privateKey } = await generateKeyPair('RS256')
    return new FakeEntra(privateKey, createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }] }))
  }

  /** How often this grant was asked for. */
  count(grant: string): number {
    return this.asked.filter((form) => form.get('grant_type')?.endsWith(grant)).length
  }

  /** What Entra sends the browser back with when this person signs in at `url`. */
  signIn(url: string, oid: string): URLSearchParams {
    const asked = new URL(url).searchParams
    const code = `code-${this.#codes.size}`
    this.#codes.set(code, { oid, nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '' })
    return new URLSearchParams({ code, state: asked.get('state') ?? '' })
  }

  /** A token for our own API, as Teams's single sign-on brings it. */
  personToken(oid: string, azp = '1fec8e78-bce4-4aaf-ab1b-5451cc387264'): Promise<string> {
    const { tenantId, clientId } = this.registration
    const iss = `${this.authority}/${tenantId}/v2.0`
    const known = { iss, aud: clientId, ver: '2.0', tid: tenantId, oid, scp: 'access_as_user', azp, name: oid, roles: ['Lead'] }
    return this.#sign({ ...known, ...this.bends }, this.lastsS)
  }

  async sendGetRequestAsync<T>(url: string): Promise<NetworkResponse<T>> {
    throw new Error(`MSAL asked for ${url}`)
  }

  async sendPostRequestAsync<T>(_url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const form = new URLSearchParams(options?.body)
    this.asked.push(form)
    await this.during()
    const { status, body } = this.refuses ?? (await this.#answer(form))
    this.refuses = null
    return { status, headers: {}, body: body as T }
  }

  async #answer(form: URLSearchParams): Promise<{ status: number; body: object }> {
    switch (form.get('grant_type')) {
      case 'authorization_code': {
        const code = this.#codes.get(form.get('code') ?? '')
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url')
        this.#codes.delete(form.get('code') ?? '')
        if (code?.challenge !== challenge) return { status: 400, body: { error: 'invalid_grant', error_codes: [501481] } }
        return this.#given(code.oid, await this.personToken(code.oid, this.registration.clientId), 'access_as_user', code.nonce)
      }
      case 'refresh_token': {
        const oid = (form.get('refresh_token') ?? '').split(':')[1] ?? ''
        return this.#given(oid, await this.personToken(oid, this.registration.clientId), 'access_as_user')
      }
      default: {
        const oid = String(decodeJwt(form.get('assertion') ?? '')['oid'])
        const scp = 'Machine.Isolate Machine.Read'
        return this.#given(oid, await this.#sign({ oid, scp, upn: `${oid}@fabrikam.example` }, HOUR_S), scp)
      }
    }
  }

  async #given(oid: string, access_token: string, scopes: string, nonce?: string) {
    const { tenantId, clientId } = this.registration
    const id_token = await this.#sign({ oid, tid: tenantId, sub: oid, ...(nonce && { nonce }) }, HOUR_S)
    const body = {
      token_type: 'Bearer',
      expires_in: this.lastsS,
      scope: scopes
        .split(' ')
        .map((name) => `${clientId}/${name}`)
        .join(' '),
      access_token,
      id_token,
      ...(this.givesRefreshTokens && { refresh_token: `refresh:${oid}:${this.asked.length}` }),
      client_info: Buffer.from(JSON.stringify({ uid: oid, utid: tenantId })).toString('base64url'),
    }
    return { status: 200, body }
  }

  #sign(claims: JWTPayload, lastsS: number): Promise<string> {
    const nowS = Math.floor(Date.now() / 1000)
    const times = { iat: nowS, nbf: nowS, exp: nowS + lastsS }
    return new SignJWT({ ...times, jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(this.#key)
  }
}

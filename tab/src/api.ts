import { type Failure, NO_ANSWER, readFailure } from './failure.ts'

/** What came of a request. `same`: what is held is still so. */
export type Answer<T> =
  | { readonly is: 'new'; readonly value: T; readonly etag: string | null }
  | { readonly is: 'same' }
  | { readonly is: 'failed'; readonly failure: Failure }

/** Our API, asked as the person. */
export interface Api {
  read<T>(path: string, etag: string | null): Promise<Answer<T>>
  /** Asks for something to be done; never repeated by itself once it may have arrived. */
  send<T>(path: string, body: unknown): Promise<Answer<T>>
  /** An answer that goes on coming. */
  stream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>
  /** The person has signed in; the next token is asked for with these claims. */
  signedIn(claims: string | null): void
}

interface Asked {
  readonly response: Response
  readonly hadToken: boolean
}

/** A machine is read live at Defender, and a request to act waits for Defender's answer. */
const ANSWERS_WITHIN_MS = 30_000

/**
 * Every request carries a fresh token. When Teams gives none the request goes without, and the refusal says what helps. A
 * refusal that wants another token is met once, at once.
 */
export function createApi(token: (claims: string | null) => Promise<string>, fetch = globalThis.fetch): Api {
  let claims: string | null = null

  async function once(path: string, init: RequestInit): Promise<Asked> {
    const bearer = await token(claims).catch(() => null)
    const headers = new Headers(init.headers)
    if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`)
    const signal = init.signal ?? AbortSignal.timeout(ANSWERS_WITHIN_MS)
    return { response: await fetch(path, { ...init, headers, cache: 'no-store', signal }), hadToken: bearer !== null }
  }

  async function ask(path: string, init: RequestInit): Promise<Response | Failure> {
    for (let again = false; ; again = true) {
      const { response, hadToken } = await once(path, init)
      if (response.ok || response.status === 304) {
        claims = null
        return response
      }
      const failure = await readFailure(response)
      if (again || !hadToken || failure.need !== 'token') return failure
      claims = failure.claims
    }
  }

  async function answer<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    try {
      const asked = await ask(path, init)
      if (!(asked instanceof Response)) return { is: 'failed', failure: asked }
      if (asked.status === 304) return { is: 'same' }
      return { is: 'new', value: (await asked.json()) as T, etag: asked.headers.get('etag') }
    } catch {
      return { is: 'failed', failure: NO_ANSWER }
    }
  }

  return {
    read: (path, etag) => answer(path, { headers: etag === null ? {} : { 'if-none-match': etag } }),
    send: (path, body) =>
      answer(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    async stream(path, signal) {
      const asked = await ask(path, { headers: { accept: 'text/event-stream' }, signal })
      if (!(asked instanceof Response) || !asked.body) throw new Error('No stream came')
      return asked.body
    },
    signedIn(given) {
      claims = given
    },
  }
}

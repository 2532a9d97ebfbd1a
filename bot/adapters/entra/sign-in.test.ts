import assert from 'node:assert/strict'
import type { CaseId, ConversationId, PersonId } from '../../domain/ids.ts'
import { instantOf } from '../../domain/instant.ts'
import type { SignInFor } from '../../ports.ts'
import type { Store } from '../../records.ts'
import { FakeEntra } from '../../test/fake-entra.ts'
import { newSealingKey } from '../../test/fixed-secret.ts'
import { freshStore } from '../../test/fresh-store.ts'
import { actsAsPerson } from './acting-token.ts'
import { createSessionCipher } from './session-cipher.ts'
import { createSignIn } from './sign-in.ts'
import { createUserTokens } from './user-tokens.ts'

const robin = 'robin' as PersonId
const tap: SignInFor = {
  personId: robin,
  conversationId: '19:high@thread.tacv2' as ConversationId,
  caseId: 'c'.repeat(24) as CaseId,
  verb: 'isolate',
  nonce: 3,
}
const NOTHING = { claims: null, consent: false }

describe('signing in', () => {
  let entra: FakeEntra
  let store: Store
  let nowMs: number
  let signIn: ReturnType<typeof createSignIn>
  let tokens: ReturnType<typeof createUserTokens>

  beforeEach(async () => {
    entra = await FakeEntra.start()
    store = await freshStore()
    nowMs = Date.now()
    const base = {
      records: store,
      registration: entra.registration,
      authority: entra.authority,
      network: entra,
      verify: entra.verify,
      cipher: createSessionCipher(newSealingKey()),
      now: () => instantOf(nowMs),
    }
    const defenderScope = 'https://api.securitycenter.microsoft.com/.default'
    const actFor = actsAsPerson({ ...base, defenderScope, seen: async () => undefined })
    tokens = createUserTokens({ ...base, actFor, sessionMs: 3_600_000 })
    signIn = createSignIn({ ...base, publicUrl: 'https://soc.example.com', sessions: tokens })
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const begin = async (what = tap, wants: Parameters<typeof signIn.begin>[1] = NOTHING): Promise<string> =>
    new URL(await signIn.begin(what, wants)).searchParams.get('flow') ?? ''
  const start = async (flow: string): Promise<string> => (await signIn.start(flow)) ?? assert.fail('it is not under way')
  const finished = async (what = tap): Promise<string> => {
    const end = await signIn.finish(entra.signIn(await start(await begin(what)), 'robin'))
    return end.is === 'done' ? end.code : assert.fail(end.is)
  }
  const session = () => store.session(robin, instantOf(nowMs))

  it('goes to the tenant’s own page with PKCE, state and nonce, for our own API', async () => {
    const url = new URL(await start(await begin()))
    assert.equal(`${url.origin}${url.pathname}`, `${entra.authority}/${entra.registration.tenantId}/oauth2/v2.0/authorize`)
    const { scope, ...others } = Object.fromEntries(url.searchParams)
    assert.deepEqual(
      new Set(scope?.split(' ')),
      new Set([`${entra.registration.clientId}/access_as_user`, 'offline_access', 'openid', 'profile']),
    )
    assert.equal(others['redirect_uri'], 'https://soc.example.com/auth/callback')
    assert.equal(others['response_type'], 'code')
    assert.equal(others['code_challenge_method'], 'S256')
    assert.equal(others['prompt'], undefined)
  })

  it('asks for the proof and the consent that are wanted', async () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    const { searchParams } = new URL(await start(await begin(tap, { claims, consent: true })))
    assert.deepEqual(JSON.parse(searchParams.get('claims') ?? '').access_token.acrs, { essential: true, value: 'c1' })
    assert.equal(searchParams.get('prompt'), 'consent')
  })

  it('begins a session, and its code lets the very tap go on, once', async () => {
    const code = await finished()
    assert.equal((await tokens.fromSession(robin, AbortSignal.timeout(5000))).upn, 'robin@fabrikam.example')
    assert.equal(await signIn.redeem(code, tap), true)
    assert.equal(await signIn.redeem(code, tap), false)
  })

  for (const [what, other] of [
    ['person', { personId: 'lea' as PersonId }],
    ['case', { caseId: 'd'.repeat(24) as CaseId }],
    ['conversation', { conversationId: '19:general@thread.tacv2' as ConversationId }],
    ['button', { verb: 'unisolate' }],
    ['state of the machine', { nonce: 4 }],
  ] as const) {
    it(`gives a code that is no good for another ${what}, nor afterwards`, async () => {
      const code = await finished()
      assert.equal(await signIn.redeem(code, { ...tap, ...other }), false)
      assert.equal(await signIn.redeem(code, tap), false)
    })
  }

  it('gives a code that is no good for another sign-in', async () => {
    const lea = { ...tap, personId: 'lea' as PersonId }
    await begin(lea)
    assert.equal(await signIn.redeem(await finished(), lea), false)
  })

  for (const [what, ends, sign] of [
    ['as another person', 'somebody-else', { as: 'lea' }],
    ['in another tenant', 'somebody-else', { bends: { tid: '11111111-1111-4111-8111-111111111111' } }],
    ['with a token for another audience', 'failed', { bends: { aud: 'https://graph.microsoft.com' } }],
  ] as const) {
    it(`begins nothing for whoever signs in ${what}`, async () => {
      const url = await start(await begin())
      entra.bends = 'bends' in sign ? sign.bends : {}
      assert.deepEqual(await signIn.finish(entra.signIn(url, 'as' in sign ? sign.as : 'robin')), { is: ends })
      assert.equal(await session(), null)
      assert.equal(await store.session('lea' as PersonId, instantOf(nowMs)), null)
    })
  }

  it('takes one callback: another with the same state is over, whatever code it brings', async () => {
    const url = await start(await begin())
    const query = entra.signIn(url, 'robin')
    await signIn.finish(query)
    const before = await session()
    for (const again of [query, entra.signIn(url, 'robin')]) assert.deepEqual(await signIn.finish(again), { is: 'expired' })
    assert.deepEqual(await session(), before)
    assert.equal(entra.count('authorization_code'), 1)
  })

  it('gives one code when two callbacks come at once', async () => {
    const url = await start(await begin())
    const ends = await Promise.all([1, 2].map(() => signIn.finish(entra.signIn(url, 'robin'))))
    assert.deepEqual(ends.map((end) => end.is).sort(), ['done', 'expired'])
  })

  it('is over after ten minutes, at the start, at the callback and at the tap', async () => {
    const flow = await begin()
    const query = entra.signIn(await start(flow), 'robin')
    const code = await finished()
    nowMs += 10 * 60_000
    assert.equal(await signIn.start(flow), null)
    assert.deepEqual(await signIn.finish(query), { is: 'expired' })
    assert.equal(await signIn.redeem(code, tap), false)
  })

  it('does not take the code of another sign-in: the verifier is its own', async () => {
    const [mine, other] = [new URL(await start(await begin())), new URL(await start(await begin()))]
    other.searchParams.set('nonce', mine.searchParams.get('nonce') ?? '') // else the nonce alone would tell
    const query = entra.signIn(mine.href, 'robin')
    query.set('code', entra.signIn(other.href, 'robin').get('code') ?? '')
    assert.equal((await signIn.finish(query)).is, 'failed')
    assert.equal(await session(), null)
  })

  it('does not take a sign-in of another browser: the nonce is its own', async () => {
    const url = new URL(await start(await begin()))
    url.searchParams.set('nonce', 'of another browser')
    assert.equal((await signIn.finish(entra.signIn(url.href, 'robin'))).is, 'failed')
    assert.equal(await session(), null)
  })

  it('knows nothing of a state that it did not give', async () => {
    await begin()
    for (const query of ['', 'code=x', 'state=&code=x', 'state=made-up&code=x'])
      assert.deepEqual(await signIn.finish(new URLSearchParams(query)), { is: 'expired' })
    assert.equal(await signIn.start('made-up'), null)
  })

  for (const [what, number, is] of [
    ['shuts the person out', 50105, 'blocked'],
    ['wants something else of them', 53003, 'failed'],
    ['refuses our secret', 7000215, 'failed'],
  ] as const) {
    it(`ends ${is} when Entra ${what}, and can be tried again`, async () => {
      const url = await start(await begin())
      entra.refuses = { status: 400, body: { error: 'invalid_grant', error_codes: [number] } }
      assert.deepEqual(await signIn.finish(entra.signIn(url, 'robin')), { is })
      assert.equal((await signIn.finish(entra.signIn(url, 'robin'))).is, 'done')
    })
  }

  it('is not finished when the person gave it up', async () => {
    const state = new URL(await start(await begin())).searchParams.get('state') ?? ''
    const query = new URLSearchParams({ state, error: 'access_denied', error_description: '<script>' })
    assert.deepEqual(await signIn.finish(query), { is: 'not-finished' })
  })
})

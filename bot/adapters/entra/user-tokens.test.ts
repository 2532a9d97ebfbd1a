import assert from 'node:assert/strict'
import { BotError } from '../../domain/error.ts'
import type { PersonId } from '../../domain/ids.ts'
import { instantOf } from '../../domain/instant.ts'
import type { Store } from '../../records.ts'
import { FakeEntra } from '../../test/fake-entra.ts'
import { newSealingKey } from '../../test/fixed-secret.ts'
import { freshStore } from '../../test/fresh-store.ts'
import { actsAsPerson, timed } from './acting-token.ts'
import { createSessionCipher } from './session-cipher.ts'
import { createUserTokens } from './user-tokens.ts'

const robin = 'robin' as PersonId
const HOUR_MS = 3_600_000
const OBO = 'jwt-bearer'
const refused = (number: number, more: object = {}) => ({
  status: 400,
  body: { error: 'invalid_grant', error_codes: [number], ...more },
})

describe('tokens on behalf of a person', () => {
  let entra: FakeEntra
  let store: Store
  let nowMs: number
  let seen: string[]
  let exchanges: string[]
  const newCipher = () => createSessionCipher(newSealingKey())
  const signal = () => AbortSignal.timeout(5000)

  beforeEach(async () => {
    entra = await FakeEntra.start()
    store = await freshStore()
    nowMs = Date.now()
    seen = []
    exchanges = []
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const now = () => instantOf(nowMs)
  const client = () => ({ registration: entra.registration, authority: entra.authority, network: entra })
  const tokensWith = (cipher = newCipher()) =>
    createUserTokens({
      ...client(),
      records: store,
      actFor: timed(
        actsAsPerson({
          ...client(),
          defenderScope: 'https://api.securitycenter.microsoft.com/.default',
          seen: async (permissions) => void seen.push(...permissions),
        }),
        (outcome) => exchanges.push(outcome),
      ),
      verify: entra.verify,
      cipher,
      now,
      sessionMs: 12 * HOUR_MS,
    })
  type Tokens = ReturnType<typeof tokensWith>
  const withSession = async (cipher = newCipher()): Promise<Tokens> => {
    const tokens = tokensWith(cipher)
    await tokens.fromSso(robin, await entra.personToken('robin'), signal())
    return tokens
  }

  describe('by single sign-on', () => {
    it('are the person’s own, and tell what they grant', async () => {
      const acting = await tokensWith().fromSso(robin, await entra.personToken('robin'), signal())
      assert.deepEqual(
        [acting.upn, acting.permissions, acting.roles, seen],
        ['robin@fabrikam.example', ['Machine.Isolate', 'Machine.Read'], ['Lead'], ['Machine.Isolate', 'Machine.Read']],
      )
      assert.deepEqual(exchanges, ['ok'])
    })

    it('tell Entra that challenges are understood', async () => {
      await tokensWith().fromSso(robin, await entra.personToken('robin'), signal())
      assert.match(entra.asked[0]?.get('claims') ?? '', /"xms_cc":\{"values":\["CP1"\]\}/)
    })

    it('are not asked for with another person’s token', async () => {
      const token = await entra.personToken('lea')
      await assert.rejects(tokensWith().fromSso(robin, token, signal()), { code: 'token-refused', detail: 'oid' })
      assert.equal(entra.asked.length, 0)
    })

    it('are not asked for with another person’s token, not even while that person brings it too', async () => {
      const tokens = tokensWith()
      const token = await entra.personToken('lea')
      const hers = tokens.fromSso('lea' as PersonId, token, signal())
      await assert.rejects(tokens.fromSso(robin, token, signal()), { code: 'token-refused' })
      assert.equal((await hers).upn, 'lea@fabrikam.example')
    })

    it('begin a session that holds no Defender token', async () => {
      const cipher = newCipher()
      const acting = await tokensWith(cipher).fromSso(robin, await entra.personToken('robin'), signal())
      const kept = cipher.open((await store.session(robin, now()))?.sealed ?? '', robin) ?? ''
      assert.match(kept, /refresh:robin/)
      assert.ok(!kept.includes(acting.token))
    })

    it('begin no session when Entra gives nothing to keep', async () => {
      entra.givesRefreshTokens = false
      await tokensWith().fromSso(robin, await entra.personToken('robin'), signal())
      assert.equal(await store.session(robin, now()), null)
    })

    it('are asked for once for the requests that bring one token at once', async () => {
      const tokens = tokensWith()
      const token = await entra.personToken('robin')
      await Promise.all([1, 2, 3].map(() => tokens.fromSso(robin, token, signal())))
      assert.equal(entra.count(OBO), 1)
    })
  })

  describe('from a session', () => {
    it('need one', async () =>
      assert.rejects(tokensWith().fromSession(robin, signal()), { code: 'sign-in-needed', claims: null }))

    it('come as often as they are asked for, each fresh', async () => {
      const tokens = await withSession()
      const first = await tokens.fromSession(robin, signal())
      const second = await tokens.fromSession(robin, signal())
      assert.equal(first.upn, 'robin@fabrikam.example')
      assert.notEqual(first.token, second.token)
    })

    it('ask for a new token of our own only when the last one ends soon', async () => {
      entra.lastsS = 240
      const tokens = await withSession()
      await tokens.fromSession(robin, signal())
      entra.lastsS = 3600
      for (let use = 0; use < 3; use += 1) await tokens.fromSession(robin, signal())
      assert.equal(entra.count('refresh_token'), 2)
    })

    it('leave it as it was when nothing new came', async () => {
      const tokens = await withSession()
      await tokens.fromSession(robin, signal())
      const before = await store.session(robin, now())
      await tokens.fromSession(robin, signal())
      assert.deepEqual(await store.session(robin, now()), before)
    })

    it('are shared by two taps at once', async () => {
      const tokens = await withSession()
      await Promise.all([tokens.fromSession(robin, signal()), tokens.fromSession(robin, signal())])
      assert.equal(entra.count(OBO), 2) // one of them began the session
    })

    it('are not kept from anybody by a failure of Entra’s', async () => {
      const tokens = await withSession()
      for (const status of [503, 429]) {
        entra.refuses = { status, body: { error: 'temporarily_unavailable' } }
        await assert.rejects(tokens.fromSession(robin, signal()), BotError)
        await tokens.fromSession(robin, signal())
      }
    })

    for (const [what, number] of [
      ['was revoked', 50173],
      ['has come to its end', 700082],
    ] as const) {
      it(`need a new sign-in when the refresh token ${what}`, async () => {
        const tokens = await withSession()
        entra.refuses = refused(number)
        await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed' })
      })
    }

    it('need the proof that Entra asks for', async () => {
      const tokens = await withSession()
      await tokens.fromSession(robin, signal())
      entra.refuses = refused(50076, { error: 'interaction_required', claims: '{"access_token":{}}' })
      await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed', claims: '{"access_token":{}}' })
      assert.equal(exchanges.at(-1), 'sign-in-needed')
    })

    for (const [what, bends] of [
      ['another person', { oid: 'lea' }],
      ['another tenant', { tid: '11111111-1111-4111-8111-111111111111' }],
      ['an app', { idtyp: 'app' }],
    ] as const) {
      it(`are not asked for when the session’s token is of ${what}`, async () => {
        const tokens = await withSession()
        entra.bends = bends
        await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed' })
        assert.equal(entra.count(OBO), 1)
      })
    }

    it('are not given out of somebody else’s session', async () => {
      const cipher = newCipher()
      const tokens = await withSession(cipher)
      const { sealed, endsAt } = (await store.session(robin, now()))!
      const lea = 'lea' as PersonId
      await store.beginSession({ personId: lea, sealed, endsAt })
      await assert.rejects(tokens.fromSession(lea, signal()), { code: 'sign-in-needed' })

      await store.beginSession({ personId: lea, sealed: cipher.seal(cipher.open(sealed, robin) ?? '', lea), endsAt })
      await assert.rejects(tokens.fromSession(lea, signal()), { code: 'sign-in-needed' })
    })

    it('need a new sign-in when the key has changed, which then works', async () => {
      await withSession()
      const tokens = tokensWith()
      await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed' })
      await tokens.fromSso(robin, await entra.personToken('robin'), signal())
      assert.ok(await tokens.fromSession(robin, signal()))
    })
  })

  describe('end', () => {
    it('with the session, twelve hours after the sign-in however much it was used, until the next one', async () => {
      const tokens = await withSession()
      nowMs += 12 * HOUR_MS - 1
      await tokens.fromSession(robin, signal())
      nowMs += 1
      await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed' })
      await tokens.fromSso(robin, await entra.personToken('robin'), signal())
      assert.ok(await tokens.fromSession(robin, signal()))
    })

    it('no later for single sign-on that goes on meanwhile, as an open tab has it', async () => {
      const tokens = await withSession()
      nowMs += 12 * HOUR_MS - 1
      await tokens.fromSso(robin, await entra.personToken('robin'), signal())
      nowMs += 1
      await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed' })
    })

    it('when the person signs out, and single sign-on begins none until they sign in on the page', async () => {
      const tokens = await withSession()
      const ended = entra.personToken('robin')
      entra.during = () => tokens.signOut(robin)
      await tokens.fromSso(robin, await ended, signal()) // under way when they signed out
      entra.during = async () => undefined
      assert.ok(await tokens.fromSso(robin, await entra.personToken('robin'), signal()))
      await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed' })

      await tokens.begin(robin, JSON.stringify({}))
      await tokens.fromSso(robin, await entra.personToken('robin'), signal())
      assert.ok(await tokens.fromSession(robin, signal()))
    })

    it('when the person signs out, also while the session is in use', async () => {
      const tokens = await withSession()
      entra.during = () => tokens.signOut(robin)
      await tokens.fromSession(robin, signal())
      await assert.rejects(tokens.fromSession(robin, signal()), { code: 'sign-in-needed' })
    })
  })

  describe('when Entra is slow', () => {
    /** From now on Entra does not answer; resolves when it is first asked. */
    const silence = (): Promise<void> => {
      const asked = Promise.withResolvers<void>()
      entra.during = () => {
        asked.resolve()
        return new Promise(() => undefined)
      }
      return asked.promise
    }
    const answerAgain = (): void => {
      entra.during = async () => undefined
    }

    it('are given up at the signal, and asked for anew by the next tap', async () => {
      const tokens = await withSession()
      const asked = silence()
      const stop = new AbortController()
      const first = tokens.fromSession(robin, stop.signal)
      await asked
      stop.abort()
      await assert.rejects(first, { code: 'unclear' })

      answerAgain()
      assert.ok(await tokens.fromSession(robin, signal()))
    })

    it('are not waited for when there is no time left', async () => {
      const tokens = await withSession()
      silence()
      await assert.rejects(tokens.fromSession(robin, AbortSignal.abort()), { code: 'unclear' })

      answerAgain()
      assert.ok(await tokens.fromSession(robin, signal()))
    })

    it('do not hold up somebody who has just signed in anew', async () => {
      const tokens = await withSession()
      const asked = silence()
      const stop = new AbortController()
      const first = tokens.fromSession(robin, stop.signal)
      await asked

      answerAgain()
      await tokens.fromSso(robin, await entra.personToken('robin'), signal())
      assert.ok(await tokens.fromSession(robin, signal()))
      stop.abort()
      await assert.rejects(first, { code: 'unclear' })
    })
  })
})

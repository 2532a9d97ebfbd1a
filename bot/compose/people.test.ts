import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import type { SinonFakeTimers } from 'sinon'
import sinon from 'sinon'
import { createEvents } from '../adapters/log/events.ts'
import { createTrail } from '../adapters/log/trail.ts'
import { CLOUDS } from '../clouds.ts'
import { parseConfig } from '../config.ts'
import { oneKey } from '../credential.ts'
import { instantOf } from '../domain/instant.ts'
import type { AppToken } from '../ports.ts'
import type { Store } from '../records.ts'
import { Secret } from '../secret.ts'
import { fixedSecret } from '../test/fixed-secret.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleConversation } from '../test/samples.ts'
import { peopleOf, startGrantWatch } from './people.ts'

const GUID = '6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001'
const READS = ['Machine.Read.All', 'Alert.Read.All', 'User.Read.All']
const WHOLE = ['Machine.Isolate', 'Alert.ReadWrite.All', ...READS]

/** As of `node:timers/promises`, but that whoever is woken is not told why. */
function waitByFakeClock<T>(ms?: number, value?: T, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<T> {
  return new Promise((resolve) => {
    const done = (): void => resolve(value as T)
    setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

describe('application mode, looking at what the app itself is granted', () => {
  let clock: SinonFakeTimers
  let store: Store
  let roles: readonly string[]
  let watch: AsyncDisposable

  /** A token of the app, as Entra would issue it now. */
  const token = async () => {
    const claims = { roles, iat: Math.floor(Date.now() / 1000) }
    return ['{"alg":"RS256"}', JSON.stringify(claims), 'signed'].map((part) => Buffer.from(part).toString('base64url')).join('.')
  }

  beforeEach(async () => {
    store = await freshStore()
    await store.saveConversation(sampleConversation())
    await store.setCursor('operator', sampleConversation().id)
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 10, 2, 12), toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    sinon.replace(timers, 'setTimeout', waitByFakeClock) // which sinon fakes in the global timers alone
    syncBuiltinESMExports()
    roles = WHOLE
    const config = parseConfig({
      PUBLIC_URL: 'https://soc.example.com',
      TENANT_ID: GUID,
      BOT_ID: GUID,
      BOT_SECRET: 'hush',
      SSO_CLIENT_ID: GUID,
      SSO_CLIENT_SECRET: 'hush',
      DEFENDER_MODE: 'application',
    })
    const sealingKey = oneKey(new Secret(randomBytes(32).toString('base64')))
    const get = async () => (await token()) as AppToken
    const ground = {
      config,
      cloud: CLOUDS.commercial,
      store,
      now: () => instantOf(Date.now()),
      events: createEvents('error', () => undefined, createTrail()),
      sso: { for: get, fresh: get, forget: () => undefined },
      credentials: {
        sso: fixedSecret('hush'),
        bot: fixedSecret('hush'),
        refresh: async () => undefined,
        unreadSince: () => null,
        endings: () => [],
        sessionKeys: () => sealingKey,
      },
    }
    watch = startGrantWatch(ground, peopleOf(ground).look)
  })
  afterEach(async () => {
    await watch[Symbol.asyncDispose]()
    sinon.restore()
    syncBuiltinESMExports()
    await store[Symbol.asyncDispose]()
  })

  const granted = async () => (await store.granted())?.permissions ?? []
  /** Titles of what the operator is told. */
  const told = async () =>
    (await store.claim(instantOf(Date.now()), [], 9)).flatMap(({ content }) =>
      content.what === 'notice' ? content.notice.title : [],
    )

  it('looks at once, and finds out within a minute what is taken away and what is granted, each told to the operator', async () => {
    await clock.tickAsync(0)
    assert.deepEqual(await granted(), WHOLE.toSorted())

    roles = READS
    await clock.tickAsync(59_000)
    assert.deepEqual(await granted(), WHOLE.toSorted())
    await clock.tickAsync(1000)
    assert.deepEqual(await granted(), READS.toSorted())
    assert.deepEqual(await told(), ['Read-only: Machine.Isolate is not granted'])

    roles = WHOLE
    await clock.tickAsync(60_000)
    assert.deepEqual(await granted(), WHOLE.toSorted())
  })
})

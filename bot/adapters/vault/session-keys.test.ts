import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { instantOf, plusMs } from '../../domain/instant.ts'
import { Secret } from '../../secret.ts'
import { createSessionCipher } from '../entra/session-cipher.ts'
import { holdSessionKeys } from './session-keys.ts'
import type { Kept, Shelf } from './shelf.ts'

const START = instantOf(Date.UTC(2026, 10, 2, 12))
const MINUTE = 60_000

describe('the keys of sessions in a vault', () => {
  let now = START
  let versions: Kept[]
  let renewed: string[]

  const put = (name: string, value = randomBytes(32).toString('base64')): void => {
    versions.unshift({ value: new Secret(value), version: name, endsAt: null, madeAt: now })
  }
  const shelf: Shelf = {
    read: async () => versions[0]!,
    before: async (_, newest) => versions.find(({ version }) => version !== newest) ?? null,
  }
  const hold = () => holdSessionKeys({ shelf, now: () => now, renewed: (name, version) => renewed.push(`${name} ${version}`) })
  const whole = async () => {
    const keys = await hold()
    return { keys, cipher: createSessionCipher(keys.current) }
  }

  beforeEach(() => {
    now = START
    versions = []
    renewed = []
    put('one')
  })

  it('open what the former sealed, and are taken without a restart', async () => {
    const { keys, cipher } = await whole()
    const before = cipher.seal('what MSAL keeps', 'robin')
    put('two')
    await keys.refresh()
    assert.equal(cipher.open(before, 'robin'), 'what MSAL keeps')
    assert.deepEqual(renewed, ['session-key two'])
  })

  it('seal with a new version once every instance can have it, so that none meets what it cannot open', async () => {
    const { keys: early, cipher: ofEarly } = await whole()
    const { keys: late, cipher: ofLate } = await whole()
    put('two')
    await early.refresh()
    assert.equal(ofLate.open(ofEarly.seal('soon', 'robin'), 'robin'), 'soon')
    now = plusMs(now, 15 * MINUTE)
    await late.refresh()
    now = plusMs(now, 5 * MINUTE)
    const sealed = ofEarly.seal('later', 'robin')
    assert.equal(ofLate.open(sealed, 'robin'), 'later')
    assert.equal(createSessionCipher(() => ({ ...early.current(), opens: [versions[1]!.value] })).open(sealed, 'robin'), null)
  })

  it('open after a restart what was sealed before it', async () => {
    const sealed = (await whole()).cipher.seal('what MSAL keeps', 'robin')
    put('two')
    now = plusMs(now, 24 * 60 * MINUTE)
    assert.equal((await whole()).cipher.open(sealed, 'robin'), 'what MSAL keeps')
  })

  it('end what the former sealed where that may no longer be used, and seal with the newest at once', async () => {
    const { keys, cipher } = await whole()
    const before = cipher.seal('what MSAL keeps', 'robin')
    put('two')
    versions.splice(1)
    await keys.refresh()
    assert.equal(cipher.open(before, 'robin'), null)
    assert.equal(cipher.open(cipher.seal('anew', 'robin'), 'robin'), 'anew')
    assert.equal(keys.current().opens.length, 1)
  })

  it('are not replaced by what is no key, which is said', async () => {
    const { keys, cipher } = await whole()
    const before = cipher.seal('what MSAL keeps', 'robin')
    put('two', 'short')
    await assert.rejects(keys.refresh(), { code: 'rejected', message: 'session-key is not 32 bytes in base64' })
    assert.equal(cipher.open(before, 'robin'), 'what MSAL keeps')
    await assert.rejects(hold(), { code: 'rejected' })
  })
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { oneKey } from '../../credential.ts'
import { Secret } from '../../secret.ts'
import { newSealingKey } from '../../test/fixed-secret.ts'
import { createSessionCipher, keyFromFile } from './session-cipher.ts'

describe('a sealed session', () => {
  const cipher = createSessionCipher(newSealingKey())
  const sealed = cipher.seal('what MSAL keeps', 'robin')

  it('opens for whom it was made', () => assert.equal(cipher.open(sealed, 'robin'), 'what MSAL keeps'))
  it('looks different each time', () => assert.notEqual(cipher.seal('what MSAL keeps', 'robin'), sealed))
  it('does not show what is in it', () => assert.ok(!Buffer.from(sealed, 'base64').includes('MSAL')))
  it('does not open for somebody else', () => assert.equal(cipher.open(sealed, 'wanda'), null))
  it('does not open with another key', () => assert.equal(createSessionCipher(newSealingKey()).open(sealed, 'robin'), null))

  it('does not open once any bit of it was changed', () => {
    const bytes = Buffer.from(sealed, 'base64')
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      assert.equal(cipher.open(changed.toString('base64'), 'robin'), null, `byte ${at}`)
    }
  })

  it('does not open when some of it is missing', () => {
    for (const text of ['', 'x', sealed.slice(0, 20), sealed.slice(0, -8)]) assert.equal(cipher.open(text, 'robin'), null)
  })

  it('needs a key of 32 bytes', () => {
    for (const key of ['', 'short', randomBytes(16).toString('base64')])
      assert.throws(() => createSessionCipher(() => oneKey(new Secret(key))), /SESSION_KEY must be 32 bytes/)
  })
})

describe('the laptop’s key file', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'pocketsoc-key-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('is made once, for its owner alone', () => {
    const key = keyFromFile(join(home, 'data')).reveal()
    assert.equal(keyFromFile(join(home, 'data')).reveal(), key)
    assert.equal(statSync(join(home, 'data', 'session.key')).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(join(home, 'data')), ['session.key'])
  })

  it('is refused when others can read it', () => {
    keyFromFile(home)
    chmodSync(join(home, 'session.key'), 0o644)
    assert.throws(() => keyFromFile(home), /can be read by others/)
  })
})

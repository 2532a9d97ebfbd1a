import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { findLeaks } from './find-leaks.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('the search for secrets', () => {
  const opaque = `1.AXoR.${randomBytes(48).toString('base64url')}`
  let token: string
  before(async () => {
    token = await new SignJWT({ oid: 'somebody', scp: 'Machine.Isolate', uti: randomBytes(16).toString('base64url') })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(randomBytes(32))
  })

  const leaksOf = (text: string) =>
    findLeaks([
      { secret: 'refresh token', value: opaque },
      { secret: 'token', value: token },
      { where: 'the log', text },
    ])

  for (const [how, kind, told] of [
    ['as it is', 'refresh token', () => `{"why":"got ${opaque}"}`],
    ['cut off after 24 characters', 'refresh token', () => `…${opaque.slice(13, 37)}…`],
    ['in a URL', 'refresh token', () => `/callback?code=${opaque}&state=1`],
    ['in base64', 'refresh token', () => base64(opaque)],
    ['behind a name in base64', 'refresh token', () => `Basic ${base64(`ab:${opaque}`)}`],
    ['behind another name in base64', 'refresh token', () => `Basic ${base64(`abc:${opaque}`)}`],
    ['whole', 'token', () => `Bearer ${token}`],
    ['as its payload alone', 'token', () => token.split('.')[1]],
    ['as its signature alone', 'token', () => token.split('.')[2]],
    ['in base64', 'token', () => base64(token)],
  ] as const) {
    it(`finds a ${kind} ${how}`, () => {
      assert.deepEqual(leaksOf(told() ?? ''), [{ secret: kind, where: 'the log' }])
    })
  }

  it('finds nothing in what holds none', () => {
    const [header] = token.split('.')
    assert.deepEqual(leaksOf(`${header} ${randomBytes(300).toString('base64url')} ${randomBytes(300).toString('hex')}`), [])
  })

  for (const [where, isLeak] of [
    ['an answer to Teams', false],
    [`an answer of /api/tab/machines/${'a'.repeat(40)}/package`, false],
    [`an answer of /api/tab/machines/${'a'.repeat(40)}`, true],
    ['a request to connector', true],
    ['the log', true],
  ] as const) {
    it(`${isLeak ? 'finds' : 'takes for meant'} a link to a package in ${where}`, () => {
      const token = randomBytes(24).toString('hex')
      const text = `https://packages.fabrikam.example/x.zip?token=${token}`
      const found = findLeaks([
        { secret: 'package link', value: token },
        { where, text },
      ])
      assert.equal(found.length, isLeak ? 1 : 0)
    })
  }
})

import assert from 'node:assert/strict'
import { Secret } from '../../secret.ts'
import { askerOf, insidersBy } from './insider.ts'
import { createMetricsPage } from './metrics-page.ts'

const text = async () => 'pocketsoc_lease_held 1\n'
const asker = (remoteAddress: string, headers: Record<string, string> = {}) =>
  askerOf({ headers, socket: { remoteAddress } } as Parameters<typeof askerOf>[0])

describe('GET /metrics', () => {
  for (const [who, given, found] of [
    ['this machine', asker('127.0.0.1'), true],
    ['this machine, by IPv6', asker('::1'), true],
    ['this machine, on a socket for both', asker('::ffff:127.0.0.1'), true],
    ['another machine', asker('10.0.0.7'), false],
    ['another machine, through a proxy on this one', asker('127.0.0.1', { 'x-forwarded-for': '10.0.0.7' }), false],
    ['another machine that brings some token', asker('10.0.0.7', { authorization: 'Bearer ' }), false],
  ] as const) {
    it(`without a token of its own, answers ${found ? '' : 'nothing to '}${who}`, async () => {
      assert.equal((await createMetricsPage(insidersBy(null), text)(given))?.body, found ? await text() : undefined)
    })
  }

  it('with a token of its own, answers whoever brings that, and nobody else', async () => {
    const page = createMetricsPage(insidersBy(new Secret('t0ken')), text)
    assert.equal((await page(asker('10.0.0.7', { authorization: 'Bearer t0ken' })))?.status, 200)
    assert.equal(await page(asker('10.0.0.7', { authorization: 'Bearer t0ke' })), null)
    assert.equal(await page(asker('127.0.0.1')), null)
  })
})

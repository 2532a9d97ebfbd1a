import assert from 'node:assert/strict'
import type { ReceivedView } from '../../../infra/local/control/shapes.ts'
import { APPS, TENANT_ID } from '../../../infra/local/world.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const MINUTE = 60_000

describe('Defender’s quota, over the wire', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations'), machineOf('2', 'Workstations')])
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const readings = async (): Promise<ReceivedView[]> =>
    (await whole.control('received?platform=defender')).filter(({ path }: ReceivedView) => path === '/api/alerts')

  /** Somebody else with the same registration takes every call of alerts that this minute has. */
  const useUp = async (): Promise<void> => {
    const { entra, defender, botEnv } = whole.demo.tenant
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: APPS.sso.clientId,
      client_secret: botEnv()['SSO_CLIENT_SECRET'] ?? '',
      scope: 'https://api.securitycenter.microsoft.com/.default',
    })
    const url = `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`
    const { access_token } = await (await entra.handler(new Request(url, { method: 'POST', body }))).json()
    const headers = { authorization: `Bearer ${access_token}` }
    for (let n = 0; n < 100; n += 1)
      await defender.handler(new Request('https://api.security.microsoft.com/api/alerts?$top=1', { headers }))
  }

  it('is asked for nothing until Defender has room again, while a tap goes through, and nothing is lost', async () => {
    const { clock } = whole.demo.tenant
    const card = await whole.saying(HIGH, 'Alert on 1')
    await whole.click('responder', card, 'isolate', { signIn: true })
    const usedAt = clock.now()
    await useUp()
    clock.advance(MINUTE - 8000)
    const seen = (await readings()).length
    await until('a reading to be refused', async () => (await readings())[seen]?.status === 429)
    await whole.control('alerts', alertOn('2', 'Workstations', { lastUpdateTime: new Date(clock.now()).toISOString() }))

    const answer = await whole.click('responder', card, 'confirm-isolate', { inputs: { reason: 'Now', isolationType: 'Full' } })

    assert.match(JSON.stringify(answer.body), /Isolati(ng|on asked)/)
    assert.equal((await whole.acts()).length, 1)
    assert.equal((await readings()).length, seen + 1)
    await whole.saying(HIGH, 'Alert on 2')
    const again = (await readings())[seen + 1]
    assert.ok(again && Date.parse(again.at) >= usedAt + MINUTE, again?.at)
  })

  it('is shown by the health check as used', async () => {
    const received = async (): Promise<number> => (await whole.control('received?platform=defender')).length
    const before = await received()
    const { defenderCalls } = await (await fetch(`http://127.0.0.1:${whole.demo.botPort}/healthz`)).json()
    assert.ok(before <= defenderCalls.lastHour && defenderCalls.lastHour <= (await received()) + 1, `${defenderCalls.lastHour}`)
  })
})

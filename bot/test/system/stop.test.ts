import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { TENANT_ID } from '../../../infra/local/world.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

describe('a stop that is asked for, over the wire', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  beforeEach(async () => {
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')])
  })
  afterEach(() => whole?.[Symbol.asyncDispose]())

  const events = (): Record<string, unknown>[] =>
    readFileSync(whole.demo.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
  const named = (name: string) => events().find(({ event }) => event === name)

  /** Confirms an isolation that Defender answers late, and sends SIGTERM once it is asked. */
  const stopWhileAsking = async (fault: object) => {
    const card = await whole.saying(HIGH, 'Alert on 1')
    await whole.click('responder', card, 'isolate', { signIn: true })
    await whole.control('faults', { platform: 'defender', method: 'POST', path: '/isolate', ...fault })
    const { pid } = await (await fetch(`http://127.0.0.1:${whole.demo.botPort}/healthz`)).json()
    const answer = whole.click('responder', card, 'confirm-isolate', { inputs: { reason: 'Credential dumping' } })
    await until('the request to be under way', async () => named('audit.action.sending'))
    const began = performance.now()
    process.kill(pid, 'SIGTERM')
    const words = await whole.demo.botEnded
    return { answer: await answer, words, tookMs: performance.now() - began }
  }

  it('comes after the click under way: its person is answered, and its outcome is on record', async () => {
    const { answer, words, tookMs } = await stopWhileAsking({ kind: 'delay', ms: 4000 })
    assert.match(JSON.stringify(answer.body), /Isolation asked/)
    assert.match(words, /\(code 0\)/)
    assert.ok(tookMs > 3000 && tookMs < 10_000, `${tookMs} ms`)

    const order = events().map(({ event }) => event)
    const outcome = order.indexOf('audit.action.accepted')
    assert.ok(order.indexOf('service.stopping') < outcome && outcome < order.indexOf('service.stopped'), String(order))
    const [asked, accepted] = [named('audit.action.asked'), named('audit.action.accepted')]
    assert.equal(accepted?.['machineId'], '1'.repeat(40))
    assert.equal(accepted?.['intentId'], asked?.['intentId'])
    assert.deepEqual(asked?.['detail'], {
      tid: TENANT_ID,
      mode: 'delegated',
      verb: 'isolate',
      reason: 'Credential dumping',
      isolationType: 'Full',
      upn: 'responder@fabrikam.example',
    })
  })

  it('does not wait for ever: what Defender did is read back after the next start', async () => {
    const { words, tookMs } = await stopWhileAsking({ kind: 'after', status: 504, ms: 25_000 })
    assert.match(words, /service\.stop-overdue/)
    assert.ok(tookMs < 10_000, `${tookMs} ms`)
    await whole.demo.crashBot()
    await whole.saying(HIGH, 'Defender recorded responder@fabrikam.example ✓', 40_000)
    assert.equal((await whole.control('machine-actions')).length, 1)
  })
})

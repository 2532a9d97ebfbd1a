import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { personalChat } from '../../../infra/local/world.ts'
import type { TabBatchChoices, TabNewestBatch } from '../../tab-contract/batches.ts'
import type { TabControls } from '../../tab-contract/controls.ts'
import type { TabContainment } from '../../tab-contract/machines.ts'
import { tabClient, wish } from './tab-client.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8']
const groupOf = (digit: string) => (digit === '2' ? 'Servers' : 'Workstations')

describe('acting and following in the tab, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let tab: Awaited<ReturnType<typeof tabClient>>

  before(async () => {
    whole = await startWhole(
      DIGITS.map((digit) => alertOn(digit, groupOf(digit))),
      DIGITS.map((digit) => machineOf(digit, groupOf(digit), digit === '7' ? { deviceValue: 'High' } : {})),
    )
    tab = await tabClient(whole, ['responder', 'workstations', 'reader', 'outsider', 'lead'])
    await whole.saying(personalChat('responder'), 'Alert on 1') // by the last rule: every alert was held against all of them
  })
  after(() => whole?.[Symbol.asyncDispose]())

  it('isolates as the person, and the channel’s card follows', async () => {
    const before = await tab.machine('responder', '1')
    const reply = await tab.isolate('responder', '1', wish(before.containment.generation))
    assert.equal(reply.status, 200, await reply.clone().text())
    const after = (await reply.json()) as TabContainment
    assert.deepEqual([after.is, after.next], ['isolating', 'unisolate'])
    const card = await whole.saying(HIGH, 'Robin Responder asked')
    assert.match(JSON.stringify(card), /host-1/)
    const [act] = await whole.acts()
    assert.equal(act?.caller?.upn, 'responder@fabrikam.example')
    assert.match(JSON.stringify(act?.body), /Seen in the tab \[PocketSOC [0-9a-f]{16}\]/)
    assert.equal((await tab.machine('responder', '1')).actions?.[0]?.requestor, 'responder@fabrikam.example')
  })

  it('does nothing for somebody who saw an older state, in words', async () => {
    const before = (await whole.acts()).length
    const { detail } = await tab.problem(await tab.isolate('responder', '1', wish(0)), 409)
    assert.match(detail, /It stands now: Isolating.*Nothing was done/)
    assert.equal((await whole.acts()).length, before)
  })

  it('tells a refusal of Defender’s in words, and says nothing of what the person may not see', async () => {
    const { detail } = await tab.problem(await tab.isolate('reader', '3', wish(0)), 403)
    assert.match(detail, /Active remediation actions and access to machine group Workstations\. Nothing was done/)
    for (const account of ['workstations', 'outsider']) {
      const hidden = await tab.problem(await tab.isolate(account, '2', wish(0)), 404)
      assert.doesNotMatch(hidden.detail, /Servers/)
      assert.match(hidden.detail, /Nothing was done/)
    }
  })

  for (const [what, body, type, status] of [
    ['not named JSON', wish(0), 'text/plain', 415],
    ['longer than 16 kB', { ...wish(0), reason: 'x'.repeat(20_000) }, undefined, 413],
    ['no wish', { ...wish(0), generation: '0' }, undefined, 400],
  ] as const) {
    it(`asks nothing of Defender for a body that is ${what}`, async () => {
      const before = (await whole.acts()).length
      await tab.problem(await tab.isolate('responder', '4', body, type), status)
      assert.equal((await whole.acts()).length, before)
    })
  }

  it('tells whoever sees it that something changed, and nobody else', async () => {
    const robin = await tab.follow('responder')
    const wanda = await tab.follow('workstations')

    await whole.control('alerts', [alertOn('2', 'Servers', { id: 'da-2_2', title: 'Another on 2' })])
    await until('the alert', async () => robin.told.some(({ type }) => type === 'alerts'))
    const { containment } = await tab.machine('responder', '2')
    await tab.isolate('responder', '2', wish(containment.generation))
    await until('the machine', async () => robin.told.some((one) => one.type === 'machine' && one.id === '2'.repeat(40)))
    assert.deepEqual(robin.told[0], { type: 'still-here' })
    assert.deepEqual(wanda.told[0], { type: 'still-here' })
    assert.ok(!wanda.told.some((one) => one.type === 'alerts' || (one.type === 'machine' && one.id === '2'.repeat(40))))

    robin.leave()
    wanda.leave()
    await Promise.all([robin.ended, wanda.ended])
  })

  it('asks for several machines one after another, with progress, and leaves alone what moved on', async () => {
    const ids = ['5', '6', '7', '8'].map((digit) => digit.repeat(40))
    const path = `batches/choices?verb=isolate&${ids.map((id) => `machine=${id}`).join('&')}`
    const { choices } = await tab.read<TabBatchChoices>('responder', path)
    assert.deepEqual(
      choices.map(({ id, why }) => [id, why]),
      ids.map((id) => [id, null]),
    )
    assert.equal(
      (await tab.read<TabBatchChoices>('reader', `batches/choices?verb=unisolate&machine=${ids[0]}`)).choices[0]?.why,
      'Not isolated',
    )
    await tab.isolate('responder', '6', wish(0))
    const robin = await tab.follow('responder')
    const before = (await whole.acts()).length
    const begin = (account: string, machines = choices) =>
      tab.post(account, 'batches', {
        verb: 'isolate',
        reason: 'Ransomware',
        isolationType: 'Full',
        machines: machines.map(({ id, generation }) => ({ id, generation })),
      })
    const reply = await begin('responder')
    assert.equal(reply.status, 200, await reply.clone().text())
    const batch = await until('the end of the batch', async () => {
      const { batch } = await tab.read<TabNewestBatch>('responder', 'batches')
      return batch?.is === 'done' ? batch : null
    })
    assert.deepEqual(
      batch.items.map(({ is }) => is),
      ['accepted', 'overtaken', 'approval', 'accepted'],
    )
    assert.match(batch.words, /^2 of 4 are asked for/)
    assert.equal((await whole.acts()).length, before + 2)
    await until('word of it', async () => robin.told.some(({ type }) => type === 'batch'))
    robin.leave()
    assert.equal((await tab.read<TabNewestBatch>('reader', 'batches')).batch, null)
    await tab.problem(await tab.post('reader', `batches/${batch.id}/stop`, {}), 404)
    await tab.problem(await begin('responder', [choices[0]!, choices[0]!]), 400)
    await tab.problem(
      await tab.post('workstations', 'batches', {
        ...wish(0),
        verb: 'isolate',
        machines: [{ id: '2'.repeat(40), generation: 0 }],
      }),
      404,
    )
  })

  it('tells whoever asked for several machines what came of one that a second person approved', async () => {
    const { approvals } = await tab.read<TabControls>('lead', 'controls')
    const reply = await tab.post('lead', `approvals/${approvals[0]?.id}/approve`, { why: null })
    assert.equal(reply.status, 200, await reply.clone().text())
    const { batch } = await tab.read<TabNewestBatch>('responder', 'batches')
    assert.deepEqual([batch?.items[2]?.is, batch?.words.slice(0, 23)], ['accepted', '3 of 4 are asked for at'])
  })

  it('has on record whoever wanted what they may not, once, and not who looked', async () => {
    await tab.problem(await tab.as('reader', 'machines/none'), 404)
    await tab.problem(await tab.isolate('outsider', '3', wish(0)), 404)
    await tab.problem(await tab.post('reader', `batches/${'0'.repeat(32)}/go-on`, {}), 404)
    await tab.problem(
      await tab.post('outsider', 'alerts/da-1_1/triage', {
        scope: 'these',
        print: '',
        step: 'resolve',
        verdict: null,
        comment: '',
      }),
      404,
    )
    const verbs = await until('the last of them', async () => {
      const lines = readFileSync(whole.demo.logFile, 'utf8').split('\n')
      const told = lines.filter((line) => line.includes('"audit.tab.refused"')).map((line) => JSON.parse(line).detail.verb)
      return told.includes('alerts/triage') ? told : null
    })
    assert.deepEqual(verbs.slice(-3), ['isolate', 'batches/go-on', 'alerts/triage'])
    assert.deepEqual(
      verbs.filter((verb) => /stop/.test(verb)),
      ['stop-batch'], // the reader, above
    )
  })

  it('has a limit to how often one person may ask, which nobody else feels', async () => {
    const replies = await Promise.all(Array.from({ length: 150 }, () => tab.as('outsider', 'me')))
    const tooMany = replies.filter(({ status }) => status === 429)
    assert.ok(tooMany.length > 0 && tooMany.length < 60, `${tooMany.length} of 150`)
    await tab.problem(tooMany[0]!, 429)
    await tab.read('responder', 'me')
  })

  it('ends its streams when it is asked to stop, and has logged no token', async () => {
    const { ended } = await tab.follow('responder')
    const { pid } = await (await fetch(`http://127.0.0.1:${whole.demo.botPort}/healthz`)).json()
    process.kill(pid, 'SIGTERM')
    await ended
    assert.match(await whole.demo.botEnded, /service\.stopped/)
    assert.doesNotMatch(readFileSync(whole.demo.logFile, 'utf8'), /eyJ/)
  })
})

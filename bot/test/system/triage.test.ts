import assert from 'node:assert/strict'
import type { TabTriage, TabTriaged } from '../../tab-contract/triage.ts'
import { HOSTILE } from '../hostile.ts'
import { tabClient } from './tab-client.ts'
import { alertOn, GENERAL, HIGH, machineOf, SERVERS, startWhole } from './whole.ts'

const text = (answer: { body: unknown }) => JSON.stringify(answer.body)
const INCIDENT = { incidentId: 500 }

describe('triage of alerts, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole(
      [
        alertOn('1', 'Workstations', INCIDENT),
        alertOn('1', 'Workstations', { ...INCIDENT, id: 'da-1_2', title: 'Another on 1' }),
        alertOn('2', 'Servers', INCIDENT),
        alertOn('3', 'Workstations'),
      ],
      [machineOf('1', 'Workstations'), machineOf('2', 'Servers'), machineOf('3', 'Workstations')],
    )
    await whole.saying(HIGH, 'Alert on 3')
  })
  after(() => whole?.[Symbol.asyncDispose]())

  /** Opens the triage card; answers how to press a button of it. */
  const openTriage = async (account: string, digit: string) => {
    const card = await whole.saying(HIGH, `Alert on ${digit}`)
    const answer = await whole.click(account, card, 'triage', { signIn: true })
    return {
      answer,
      press: (step: string, inputs: object = {}) => whole.click(account, card, `triage-${step}`, { inputs }),
    }
  }
  const alert = async (id: string) => {
    const all: Record<string, unknown>[] = await whole.control('alerts')
    return all.find((one) => one['id'] === id) ?? assert.fail(id)
  }
  /** Requests that asked Defender to change alerts. */
  const updates = async () =>
    (await whole.control('received?platform=defender')).filter(
      ({ method, path }: { method: string; path: string }) => method === 'PATCH' || path.includes('batchUpdate'),
    )

  it('takes a card’s alerts in two taps, as the person, and the cards of every channel follow', async () => {
    const { answer, press } = await openTriage('responder', '1')
    assert.match(text(answer), /On this card: 2 alerts.*Whole incident: 3 alerts/)
    assert.match(text(await press('take', { scope: 'these' })), /In progress · responder@fabrikam\.example/)
    for (const channel of [HIGH, GENERAL]) await whole.saying(channel, 'In progress · responder@fabrikam.example')
    const [sent] = await updates()
    assert.equal(sent?.caller?.upn, 'responder@fabrikam.example')
    assert.deepEqual(
      [(await alert('da-1_2'))['assignedTo'], (await alert('da-2_1'))['assignedTo']],
      ['responder@fabrikam.example', undefined],
    )
  })

  it('resolves a whole incident with one request however Defender spells it, with the comment as it was written', async () => {
    await whole.control('defender', { spelling: 'update', mostInBatch: 2 })
    const before = (await updates()).length
    const comment = HOSTILE.find((one) => one.includes('<')) ?? assert.fail('nothing hostile')
    const { press } = await openTriage('responder', '1')
    const inputs = { scope: 'incident', verdict: 'FalsePositive/NotMalicious', comment }
    assert.match(text(await press('resolve', inputs)), /Resolved · responder@fabrikam\.example · False positive: not malicious/)
    for (const channel of [HIGH, GENERAL, SERVERS]) await whole.saying(channel, 'Resolved · ')
    const { status, determination, comments } = await alert('da-2_1')
    assert.deepEqual([status, determination], ['Resolved', 'NotMalicious'])
    assert.deepEqual(
      (comments as { comment: string }[]).map((one) => one.comment),
      [comment.replaceAll(/\s+/g, ' ').trim()],
    )
    const asked = (await updates()).slice(before)
    assert.deepEqual(
      asked.map((one: { status: number }) => one.status),
      [400, 400, 200, 200], // too many, the other page’s words, two batches
    )
  })

  it('goes from the tab the same way, for an alert and for a machine, within what Defender shows the person', async () => {
    const tab = await tabClient(whole, ['responder', 'workstations', 'outsider'])
    const look = (account: string, place: string) => tab.read<TabTriage>(account, `${place}/triage`)
    const triage = (account: string, place: string, body: object) =>
      tab.as(account, `${place}/triage`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    const wish = { step: 'take', verdict: null, comment: '' }

    const machine = `machines/${'3'.repeat(40)}`
    const [these] = (await look('workstations', machine)).scopes
    assert.deepEqual([these?.scope, these?.alerts, these?.facts[0]?.value], ['these', 1, 'New'])
    const reply = await triage('workstations', machine, { ...wish, scope: 'these', print: these?.print })
    assert.deepEqual((await reply.json()) as TabTriaged, { words: null })
    await whole.saying(HIGH, 'In progress · workstations@fabrikam.example')

    const [, incident] = (await look('responder', 'alerts/da-2_1')).scopes
    assert.deepEqual([incident?.scope, incident?.alerts, incident?.resolved], ['incident', 3, true])
    const stale = await triage('responder', 'alerts/da-3_1', { ...wish, scope: 'these', print: 'a'.repeat(16) })
    assert.match((await tab.problem(stale, 409)).detail, /Changed since you looked/)
    for (const account of ['workstations', 'outsider']) {
      await tab.problem(await tab.as(account, 'alerts/da-2_1/triage'), 404)
      await tab.problem(await triage(account, 'alerts/da-2_1', { ...wish, scope: 'these', print: incident?.print }), 404)
    }
    await tab.problem(await triage('responder', machine, { ...wish, step: 'forget', scope: 'these', print: '' }), 400)
  })

  it('does nothing for who saw something older, and shows what stands', async () => {
    const { press } = await openTriage('responder', '3')
    await whole.control('alerts/da-3_1', { assignedTo: 'lead@fabrikam.example' }, 'PATCH')
    const before = (await updates()).length
    const answer = await press('take')
    assert.match(text(answer), /Changed since you looked\. Nothing was done.*lead@fabrikam\.example/)
    assert.equal((await updates()).length, before)
    await whole.saying(HIGH, 'In progress · lead@fabrikam.example')
  })

  it('tells who may not, in words, and nothing of what Defender does not show them', async () => {
    const reader = await openTriage('reader', '3')
    assert.match(text(await reader.press('take')), /Alerts investigation.*Nothing was done/)
    const { answer } = await openTriage('outsider', '3')
    assert.match(text(answer), /Alerts investigation/)
    assert.doesNotMatch(text(answer), /Whole incident/)
  })
})

import assert from 'node:assert/strict'
import type { MessageView } from '../../../infra/local/control/shapes.ts'
import { accountBy } from '../../../infra/local/world.ts'
import type { TabIsolations, TabSuccessors } from '../../tab-contract/isolations.ts'
import { bringForward } from './bring-forward.ts'
import { tabClient } from './tab-client.ts'
import { alertOn, GENERAL, HIGH, machineOf, startWhole } from './whole.ts'

/** What the shared card's buttons carry. */
const dataOf = (card: MessageView): object =>
  JSON.parse(/"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/.exec(JSON.stringify(card))?.[1] ?? '{}')
const ASKED = 'Does host-1 still have to be isolated?'

describe('who answers for an isolation, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let tab: Awaited<ReturnType<typeof tabClient>>

  before(async () => {
    whole = await startWhole([alertOn('1', 'Servers')], [machineOf('1', 'Servers'), machineOf('2', 'Workstations')])
    tab = await tabClient(whole, ['responder', 'workstations'])
    const card = await whole.saying(HIGH, 'Alert on 1')
    await whole.click('responder', card, 'isolate', { signIn: true })
    await whole.click('responder', card, 'confirm-isolate', { data: dataOf(card), inputs: { isolationType: 'Full' } })
    await whole.carryOut()
    await whole.saying(HIGH, 'Owner Robin Responder · review', 20_000)
    await whole.control('messages', { account: 'lead', conversation: GENERAL, text: 'digest on' })
    const notice = await whole.saying(GENERAL, 'A digest here every morning?')
    await whole.click('lead', notice, 'confirm-draft', { signIn: true })
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const board = async (account: string): Promise<(string | null)[][]> => {
    const { isolations } = await tab.read<TabIsolations>(account, 'isolations')
    return isolations.map(({ name, review }) => [name, review.owner])
  }
  const text = (answer: { body: unknown }) => JSON.stringify(answer.body)

  it('is listed in the tab for those who see its machine group', async () => {
    assert.deepEqual(await board('responder'), [['host-1', 'Robin Responder']])
    assert.deepEqual(await board('workstations'), [])
  })

  it('asks the owner in the case’s thread once it is due, also when that was while nobody ran', async () => {
    await whole.demo.crashBot(() => bringForward(whole.demo))
    const asked = await whole.saying(HIGH, ASKED, 20_000)
    const root = await whole.find(HIGH, 'Alert on 1')
    assert.equal(asked.root, root?.root)
    assert.deepEqual(asked.mentions, [{ id: accountBy('responder').oid, name: 'Robin Responder' }])
  })

  it('is told in the digest of a channel that asked for it', async () => {
    const digest = await whole.saying(GENERAL, 'Good morning')
    assert.match(JSON.stringify(digest.cards), /Open cases: 1.*Isolated now: 1, 1 overdue for review.*host-1 · Robin Responder/)
  })

  it('is put off and taken over as oneself, and the reply and the card follow', async () => {
    const asked = await whole.saying(HIGH, ASKED)
    assert.match(
      text(await whole.click('outsider', asked, 'take-over-review', { signIn: true })),
      /does not show you this machine/,
    )
    const answer = await whole.click('lead', asked, 'extend-review', { signIn: true, inputs: { hours: '4' } })
    assert.match(text(answer), /host-1 stays isolated/)
    const follows = await whole.saying(HIGH, 'host-1 stays isolated')
    assert.equal(follows.id, asked.id)
    await whole.click('lead', follows, 'take-over-review')
    await whole.saying(HIGH, 'Owner Lena Lead · review')
    assert.deepEqual(await board('responder'), [['host-1', 'Lena Lead']])
  })

  it('is handed over to somebody of the channel, who is mentioned in the thread', async () => {
    const asked = await whole.saying(HIGH, 'host-1 stays isolated')
    const { name, oid: id } = accountBy('workstations')
    const choice = text(await whole.click('lead', asked, 'choose-owner'))
    assert.deepEqual(
      [...choice.matchAll(/"title":"([^"]+)","value"/g)].map(([, one]) => one),
      ['Otto Outsider', 'Robin Responder', 'Rui Reader', name],
    )
    await whole.click('lead', asked, 'hand-over-review', { inputs: { to: id } })
    const told = await whole.saying(HIGH, 'Isolation of host-1 handed over')
    assert.deepEqual([told.root, told.mentions], [asked.root, [{ id, name }]])
    assert.match(JSON.stringify(told.cards), /By Lena Lead\. Review due /)
    await whole.saying(HIGH, `Owner ${name} · review`)
  })

  it('is handed over in the tab by whoever is in the channel', async () => {
    const machine = '1'.repeat(40)
    const { people } = await tab.read<TabSuccessors>('responder', `machines/${machine}/successors`)
    const lead = people.find(({ name }) => name === 'Lena Lead')
    const { isolations } = await tab.read<TabIsolations>('responder', 'isolations')
    const { id, revision } = isolations[0]!.review
    const body = JSON.stringify({ id, revision, do: 'hand-over', hours: null, to: lead?.id })
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } }
    assert.equal((await tab.as('responder', `machines/${machine}/review`, init)).status, 200)
    await whole.saying(HIGH, 'By Robin Responder. Review due')
    assert.deepEqual(await board('responder'), [['host-1', 'Lena Lead']])
  })

  it('opens from the card of the case, and ends with the release', async () => {
    const card = await whole.find(HIGH, 'Alert on 1')
    assert.match(text(await whole.click('lead', card!, 'review')), /Extend by/)
    await whole.click('lead', card!, 'unisolate')
    await whole.click('lead', card!, 'confirm-unisolate', { data: dataOf(card!) })
    await whole.carryOut()
    await whole.saying(HIGH, 'host-1 is no longer isolated', 20_000)
    assert.deepEqual(await board('responder'), [])
    const digests = (await whole.messages(GENERAL)).filter((one) => JSON.stringify(one).includes('Good morning'))
    assert.equal(digests.length, 1)
  })
})

import assert from 'node:assert/strict'
import type { MessageView } from '../../../infra/local/control/shapes.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const ROUNDS = 20
/** What the shared card's button carries. */
const dataOf = (card: MessageView): object =>
  JSON.parse(/"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/.exec(JSON.stringify(card))?.[1] ?? '{}')
const inputs = { reason: 'Credential dumping', isolationType: 'Full' }

describe('one act, whatever happens', function () {
  this.timeout(120_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole(
      ['1', '2', '3'].map((digit) => alertOn(digit, 'Workstations')),
      ['1', '2', '3'].map((digit) => machineOf(digit, 'Workstations')),
    )
    const card = await whole.saying(HIGH, 'Alert on 1')
    for (const account of ['responder', 'lead']) await whole.click(account, card, 'isolate', { signIn: true })
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const cardOf = (digit: string): Promise<MessageView> => whole.saying(HIGH, `Alert on ${digit}`)
  const offers = async (digit: string, verb: string) => {
    const card = await cardOf(digit)
    return JSON.stringify(card).includes(`"verb":"${verb}"`) ? card : null
  }
  it(`gives one machine action a round when two people tap within 10 ms, ${ROUNDS} rounds`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const verb = round % 2 === 0 ? 'isolate' : 'unisolate'
      const card = await until(`${verb} to be offered in round ${round}`, () => offers('1', verb), 30_000)
      const before = (await whole.acts()).length

      const answers = await Promise.all(
        ['responder', 'lead', 'responder', 'lead'].map((account) =>
          whole.click(account, card, `confirm-${verb}`, { data: { ...dataOf(card), ...inputs } }),
        ),
      )

      assert.equal((await whole.acts()).length, before + 1, `round ${round}`)
      for (const { body } of answers)
        assert.match(JSON.stringify(body), verb === 'isolate' ? /Isolati(ng|on asked)/ : /Releas(ing|e asked)/)
      await whole.carryOut()
      const done = verb === 'isolate' ? '"Isolated"' : '"Released"'
      await until(done, async () => JSON.stringify(await cardOf('1')).includes(done), 30_000)
    }
  })

  it('asks Defender once when the bot is killed between the request and its answer, and the card ends truthful', async () => {
    const card = await cardOf('2')
    await whole.click('responder', card, 'isolate')
    await whole.control('faults', {
      platform: 'defender',
      method: 'POST',
      path: '/isolate',
      kind: 'after',
      status: 504,
      ms: 5000,
    })

    const lost = whole.click('responder', card, 'confirm-isolate', { inputs }).catch(() => null)
    const heard = () =>
      whole
        .control('machine-actions')
        .then((all: { machineId: string }[]) => all.filter(({ machineId }) => machineId === '2'.repeat(40)))
    await until('Defender to hear of it', async () => (await heard()).length > 0)
    await whole.demo.crashBot()
    await lost

    await until('the card to tell', async () => /"Isolat(ing|ed)\b/.test(JSON.stringify(await cardOf('2'))), 40_000)
    assert.match(JSON.stringify(await cardOf('2')), /Defender recorded responder@fabrikam\.example ✓/)
    assert.equal((await heard()).length, 1)
  })

  it('goes on with its cards after a crash: nothing lost, nothing twice', async () => {
    await whole.demo.crashBot(async () => {
      await whole.control('alerts', [
        alertOn('3', 'Workstations', { id: 'da-new_1', title: 'While it was gone', incidentId: 900 }),
      ])
    })
    await whole.saying(HIGH, 'While it was gone', 20_000)
    for (const digit of ['1', '2', '3']) {
      const cards = (await whole.messages(HIGH)).filter((one) => JSON.stringify(one.cards).includes(`"Alert on ${digit}"`))
      assert.equal(cards.length, 1)
    }
  })
})

import assert from 'node:assert/strict'
import { personalChat } from '../../../infra/local/world.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const CHAT = personalChat('responder')
const DIGITS = ['4', '5', '6']

interface Answer {
  readonly body: unknown
}
const text = ({ body }: Answer) => JSON.stringify((body as { value: unknown }).value)
/** The data of the button with this verb, in a card that was answered. */
function dataOf(answer: Answer, verb: string): object {
  const found = new RegExp(`"verb":"${verb}"(?:,"style":"\\w+")?,"data":(\\{[^}]*\\})`).exec(text(answer))?.[1]
  assert.ok(found, `${verb} in ${text(answer)}`)
  return JSON.parse(found)
}

describe('several machines from a card, over the wire', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole(
      DIGITS.map((digit) => alertOn(digit, 'Workstations', { incidentId: 500 })),
      DIGITS.map((digit) => machineOf(digit, 'Workstations')),
    )
    for (const digit of DIGITS) await whole.saying(HIGH, `Alert on ${digit}`)
  })
  after(() => whole?.[Symbol.asyncDispose]())

  it('isolates several machines of an incident one after another, and tells in the asker’s own chat how far it is', async () => {
    const one = await whole.saying(HIGH, 'Alert on 4')
    const press = (verb: string, more: object = {}, account = 'responder') => whole.click(account, one, verb, more)
    const data = dataOf(await press('more', { signIn: true }), 'several')
    const pick = await press('several', { data })
    const values = [...text(pick).matchAll(/"value":"([0-9a-f]{40}\.\d+)"/g)].map(([, value = '']) => value)
    assert.equal(values.length, 3)
    const before = (await whole.acts()).length
    assert.match(text(await press('confirm-several', { data })), /None of these can be isolated now/)
    const chosen = { ...data, machines: values.slice(0, 2).join(','), isolationType: 'Full', reason: 'Ransomware' }
    const confirm = await press('confirm-several', { data: chosen })
    assert.match(text(confirm), /Isolate 2 machines\?/)
    assert.equal((await whole.acts()).length, before)

    const begun = await press('begin-several', { data: dataOf(confirm, 'begin-several') })
    const [, batchId] = /"batchId":"([0-9a-f]{16})"/.exec(text(begun)) ?? []
    assert.match(text(await press('stop-batch', { data: { batchId }, signIn: true }, 'reader')), /or a lead, can stop it/)
    await whole.saying(CHAT, 'Isolating 2 machines: done')
    const acts = (await whole.acts()).slice(before)
    assert.deepEqual(
      acts.map(({ caller, path }) => [caller?.upn, path.replace(/^.*\//, '')]),
      Array.from({ length: 2 }, () => ['responder@fabrikam.example', 'isolate']),
    )
  })
})

import assert from 'node:assert/strict'
import type { MessageView } from '../../../infra/local/control/shapes.ts'
import { personalChat } from '../../../infra/local/world.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const CHAT = personalChat('responder')
const FIRST = ['4', '5', '6']
const SECOND = ['7', '8', '9']
const ALL = [...FIRST, ...SECOND]

interface Answer {
  readonly body: unknown
}
const text = ({ body }: Answer) => JSON.stringify((body as { value: unknown }).value)
/** The data of the button with this verb, and title where several have it, in a card that was answered. */
function dataOf(answer: Answer, verb: string, title = '[^"]*'): object {
  const found = new RegExp(`"title":"${title}","verb":"${verb}"(?:,"style":"\\w+")?,"data":(\\{[^}]*\\})`).exec(text(answer))?.[1]
  assert.ok(found, `${verb} in ${text(answer)}`)
  return JSON.parse(found)
}

describe('several machines from a card, over the wire', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole(
      ALL.map((digit) => alertOn(digit, 'Workstations', { incidentId: FIRST.includes(digit) ? 500 : 501 })),
      ALL.map((digit) => machineOf(digit, 'Workstations')),
    )
    for (const digit of ALL) await whole.saying(HIGH, `Alert on ${digit}`)
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const press = (message: MessageView, verb: string, more: object = {}, account = 'responder') =>
    whole.click(account, message, verb, more)
  /** What the machines of an incident are ticked with, through the buttons that lead there. */
  const choicesOf = async (message: MessageView, title: string) => {
    const data = dataOf(await press(message, 'more', { signIn: true }), 'several', title)
    const pick = await press(message, 'several', { data })
    return { data, values: [...text(pick).matchAll(/"value":"([0-9a-f]{40}\.\d+)"/g)].map(([, value = '']) => value) }
  }
  const asksOf = async (digits: readonly string[]) =>
    (await whole.acts()).flatMap(({ path, caller }) => {
      const [, id, what] = /\/machines\/([0-9a-f]{40})\/(isolate|unisolate)$/.exec(path) ?? []
      return id && digits.includes(id[0]!) ? [`${id[0]} ${what} ${caller?.upn?.split('@')[0]}`] : []
    })

  it('isolates several machines of an incident one after another, and tells in the asker’s own chat how far it is', async () => {
    const one = await whole.saying(HIGH, 'Alert on 4')
    const { data, values } = await choicesOf(one, 'Isolate several machines')
    assert.equal(values.length, 3)
    assert.match(text(await press(one, 'confirm-several', { data })), /None of these can be isolated now/)
    const chosen = { ...data, machines: values.slice(0, 2).join(','), isolationType: 'Full', reason: 'Ransomware' }
    const confirm = await press(one, 'confirm-several', { data: chosen })
    assert.match(text(confirm), /Isolate 2 machines\?/)
    assert.deepEqual(await asksOf(FIRST), [])

    const begun = await press(one, 'begin-several', { data: dataOf(confirm, 'begin-several') })
    const [, batchId] = /"batchId":"([0-9a-f]{16})"/.exec(text(begun)) ?? []
    assert.match(text(await press(one, 'stop-batch', { data: { batchId }, signIn: true }, 'reader')), /or a lead, can stop it/)
    await whole.saying(CHAT, 'Isolating 2 machines: done')
    const asked = values.slice(0, 2).map(([digit]) => `${digit} isolate responder`)
    assert.deepEqual(await asksOf(FIRST), asked)
  })

  it('releases those that are isolated in the same way', async () => {
    await whole.carryOut()
    const isolated = async () => (await whole.messages(HIGH)).filter((one) => JSON.stringify(one).includes('"Isolated"')).length
    await until('both to be isolated', async () => (await isolated()) === 2, 30_000)
    const one = await whole.saying(HIGH, 'Alert on 4')
    const { data, values } = await choicesOf(one, 'Release several machines')
    assert.equal(values.length, 2)
    const confirm = await press(one, 'confirm-several', { data: { ...data, machines: values.join(',') } })
    assert.match(text(confirm), /Release 2 machines\?/)
    await press(one, 'begin-several', { data: dataOf(confirm, 'begin-several') })
    await whole.saying(CHAT, 'Releasing 2 machines: done')
    assert.deepEqual(
      (await asksOf(FIRST)).slice(2),
      values.map(([digit]) => `${digit} unisolate responder`),
    )
  })

  it('stops when the bot is killed while a machine is asked for: nothing is asked twice, and its asker can go on', async () => {
    const one = await whole.saying(HIGH, 'Alert on 7')
    const { data, values } = await choicesOf(one, 'Isolate several machines')
    const order = values.map(([digit]) => digit)
    const fault = { platform: 'defender', method: 'POST', path: `${order[1]?.repeat(40)}/isolate`, kind: 'after', ms: 3000 }
    await whole.control('faults', fault)
    const chosen = { ...data, machines: values.join(','), isolationType: 'Full', reason: 'Ransomware' }
    const confirm = await press(one, 'confirm-several', { data: chosen })
    await press(one, 'begin-several', { data: dataOf(confirm, 'begin-several') })
    const heard = (digit = ''): Promise<number> =>
      whole
        .control('machine-actions')
        .then((all: { machineId: string }[]) => all.filter(({ machineId }) => machineId[0] === digit).length)
    await until('Defender to hear of the second', async () => (await heard(order[1])) > 0)
    await whole.saying(CHAT, 'Isolating 3 machines')
    await whole.demo.crashBot()

    const stopped = await whole.saying(CHAT, 'Isolating 3 machines: stopped', 45_000) // 30 s later if Teams's answer was lost with the bot
    assert.match(JSON.stringify(stopped), /PocketSOC was stopped or restarted\. Nothing was asked of the last one/)
    const asked = order.map((digit) => `${digit} isolate responder`)
    await until('the request to be over', async () => (await asksOf(SECOND)).length > 1)
    assert.deepEqual(await asksOf(SECOND), asked.slice(0, 2))
    const told = async () => JSON.stringify(await whole.find(HIGH, `Alert on ${order[1]}`))
    await until('the second to be read back', async () => (await told()).includes('Defender recorded responder'), 40_000)

    await press(stopped, 'go-on-batch', { signIn: true })
    const done = JSON.stringify(await whole.saying(CHAT, 'Isolating 3 machines: done'))
    assert.match(done, /All 3 are asked for at Defender/)
    assert.deepEqual(await asksOf(SECOND), asked)
    assert.deepEqual(await Promise.all(order.map(heard)), [1, 1, 1])
  })
})

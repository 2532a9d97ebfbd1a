import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gatheredSoFar } from '../../../infra/local/test/search-for-secrets.ts'
import { until } from './until.ts'
import { alertOn, GENERAL, HIGH, machineOf, startWhole } from './whole.ts'

const body = (answer: { body: unknown }) => answer.body as { statusCode: number; type: string; value: unknown }
const text = (answer: { body: unknown }) => JSON.stringify(body(answer).value)

describe('from a tap to containment, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    const digits = ['1', '2', '3', '4', '5', '6', '7']
    const group = (digit: string) => (digit === '2' ? 'Servers' : 'Workstations')
    whole = await startWhole(
      digits.map((digit) => alertOn(digit, group(digit))),
      digits.map((digit) => machineOf(digit, group(digit), digit === '7' ? { healthStatus: 'Inactive' } : {})),
    )
  })
  after(() => whole?.[Symbol.asyncDispose]())

  /** Isolate, sign in, confirm; answers what the confirm was answered. */
  const isolate = async (account: string, digit: string) => {
    const card = await whole.saying(HIGH, `Alert on ${digit}`)
    const confirm = await whole.click(account, card, 'isolate', { signIn: true })
    assert.match(text(confirm), new RegExp(`Isolate host-${digit}\\?`), JSON.stringify(confirm).slice(0, 600))
    const inputs = { reason: `Alert on ${digit} (incident 10${digit})`, isolationType: 'Full' } // as the client sends what is prefilled
    return { card, answer: await whole.click(account, card, 'confirm-isolate', { inputs }) }
  }

  it('asks to sign in first, with one button and no single sign-on in a channel', async () => {
    const card = await whole.saying(HIGH, 'Alert on 1')
    const { statusCode, type, value } = body(await whole.click('responder', card, 'isolate'))
    assert.deepEqual([statusCode, type], [401, 'application/vnd.microsoft.activity.loginRequest'])
    const { buttons, tokenExchangeResource } = value as { buttons: { type: string }[]; tokenExchangeResource?: unknown }
    assert.deepEqual([buttons.map((button) => button.type), tokenExchangeResource], [['signin'], undefined])
  })

  it('isolates as the person who tapped, and every card of the machine says what Defender recorded', async () => {
    const { card, answer } = await isolate('responder', '1')
    assert.equal(body(answer).type, 'application/vnd.microsoft.card.adaptive')
    assert.match(text(answer), /Isolating/)

    for (const channel of [HIGH, GENERAL]) {
      const after = await whole.saying(channel, 'Defender recorded responder@fabrikam.example ✓', 40_000)
      assert.ok(JSON.stringify(after).includes('host-1'))
    }
    await whole.carryOut()
    await whole.saying(HIGH, '"Isolated"', 60_000)
    const [act, ...others] = await whole.acts()
    assert.equal(others.length, 0)
    assert.equal(act?.caller?.upn, 'responder@fabrikam.example')
    assert.match(JSON.stringify(act?.body), /Alert on 1 \(incident 101\) \[PocketSOC [0-9a-f]{16}\]/)
    assert.ok(card)
  })

  it('releases the same way', async () => {
    const card = await whole.saying(HIGH, '"Release"')
    const confirm = await whole.click('responder', card, 'unisolate')
    assert.match(text(confirm), /Release host-1\?/)
    const answer = await whole.click('responder', card, 'confirm-unisolate', { inputs: { reason: 'Rebuilt from image' } })
    assert.match(text(answer), /Releasing/)
    await whole.carryOut()
    await whole.saying(HIGH, '"Released"', 60_000)
    assert.match(JSON.stringify((await whole.acts()).at(-1)?.body), /Rebuilt from image \[PocketSOC/)
  })

  for (const [account, digit] of [
    ['reader', '3'],
    ['workstations', '2'],
    ['outsider', '3'],
  ] as const) {
    it(`refuses ${account} on host-${digit} in words, to them alone`, async () => {
      const card = await whole.saying(HIGH, `Alert on ${digit}`)
      const before = (await whole.acts()).length
      let answer = await whole.click(account, card, 'isolate', { signIn: true })
      if (body(answer).type.endsWith('adaptive')) answer = await whole.click(account, card, 'confirm-isolate')
      assert.equal(body(answer).type, 'application/vnd.microsoft.activity.message')
      assert.match(text(answer), /Active remediation actions/)
      assert.match(JSON.stringify(await whole.find(HIGH, `Alert on ${digit}`)), /Not isolated/)
      assert.ok((await whole.acts()).slice(before).every(({ status }) => status === 403 || status === 404))
    })
  }

  it('does nothing for the person who signs in as somebody else', async () => {
    const card = await whole.saying(HIGH, 'Alert on 3')
    const before = (await whole.acts()).length
    const answer = await whole.control('click', {
      account: 'lead',
      conversation: HIGH,
      message: card.id,
      verb: 'isolate',
      signIn: true,
      asAtSignIn: 'responder',
    })
    assert.match(JSON.stringify(answer.page), /That was somebody else/)
    assert.equal(body(answer).statusCode, 401)
    assert.equal((await whole.acts()).length, before)
  })

  it('goes on at the second tap where the client loses what the sign-in page handed it', async () => {
    await whole.control('clients', { stateComesBack: false })
    const card = await whole.saying(HIGH, 'Alert on 4')
    const confirm = await whole.click('lead', card, 'isolate', { signIn: true })
    assert.match(text(confirm), /Isolate host-4\?/)
    await whole.control('clients', { stateComesBack: true })
  })

  it('signs in silently in a 1:1 chat', async () => {
    const chat = 'a:1pocketsoc-local-chat-responder'
    const card = await whole.saying(chat, 'Alert on 5')
    const confirm = await whole.click('responder', card, 'isolate', { signIn: 'silently' })
    assert.match(text(confirm), /Isolate host-5\?/)
  })

  it('does one thing for two people who confirm at once', async () => {
    const card = await whole.saying(HIGH, 'Alert on 5')
    const before = (await whole.acts()).length
    await Promise.all(['responder', 'lead'].map((account) => whole.click(account, card, 'isolate', { signIn: true })))
    const answers = await Promise.all(['responder', 'lead'].map((account) => whole.click(account, card, 'confirm-isolate')))
    assert.equal((await whole.acts()).length, before + 1)
    for (const answer of answers) assert.match(text(answer), /Isolating|Isolation asked/)
  })

  it('is truthful when Defender did it and its answer was lost: one request, read back', async () => {
    const card = await whole.saying(HIGH, 'Alert on 6')
    const before = (await whole.acts()).length
    await whole.click('responder', card, 'isolate', { signIn: true })
    await whole.control('faults', { platform: 'defender', method: 'POST', path: '/isolate', kind: 'after', status: 504 })
    await whole.click('responder', card, 'confirm-isolate')
    await whole.saying(HIGH, 'host-6')
    const after = await until(
      'the card to tell the truth',
      async () => {
        const found = await whole.find(HIGH, 'Alert on 6')
        return found && /"Isolat(ing|ed)\b/.test(JSON.stringify(found)) ? found : null
      },
      40_000,
    )
    assert.match(JSON.stringify(after), /Defender recorded responder@fabrikam\.example ✓/)
    assert.equal((await whole.acts()).length, before + 1)
  })

  it('tells a refusal that comes late on the shared card, and the person in their own chat', async () => {
    const card = await whole.saying(HIGH, 'Alert on 4')
    await whole.click('reader', card, 'isolate', { signIn: true })
    await whole.control('faults', { platform: 'defender', method: 'POST', path: '/isolate', kind: 'delay', ms: 3500 })
    const answer = await whole.click('reader', card, 'confirm-isolate')
    assert.match(text(answer), /Isolation asked/)
    assert.match(text(answer), /has not answered yet/)
    const shared = await whole.saying(HIGH, 'Isolation refused', 20_000)
    assert.match(JSON.stringify(shared), /Rui Reader asked/)
    await whole.saying('a:1pocketsoc-local-chat-reader', 'host-4: Defender refused')
  })

  it('answers within 3 seconds when Entra does not', async () => {
    const card = await whole.saying(HIGH, 'Alert on 3')
    await whole.click('responder', card, 'isolate', { signIn: true })
    await whole.control('faults', { platform: 'entra', method: 'POST', kind: 'delay', ms: 8000 })
    const began = performance.now()
    const answer = await whole.click('responder', card, 'isolate')
    assert.ok(performance.now() - began < 3000)
    assert.match(text(answer), /could not be checked just now\. Nothing was done/)
    await whole.control('faults', undefined, 'DELETE')
  })

  it('answers an old client kindly, and does nothing', async () => {
    const card = await whole.saying(HIGH, 'Alert on 3')
    const before = (await whole.acts()).length
    const answer = await whole.click('responder', card, 'isolate', { submit: true })
    assert.equal(answer.status, 200)
    await whole.saying(HIGH, 'too old for this button')
    assert.equal((await whole.acts()).length, before)
  })

  it('says until when an offline machine will be tried', async () => {
    const { answer } = await isolate('responder', '7')
    assert.match(text(answer), /will be tried until/)
    assert.match(text(answer), /Cancel isolation/)
  })

  describe('what is not a press of our buttons', () => {
    for (const [what, data] of [
      ['an unknown case', { caseId: 'f'.repeat(24), nonce: 0 }],
      ['a case that is no id', { caseId: '../../x', nonce: 0 }],
      ['a nonce that is no number', { caseId: 'f'.repeat(24), nonce: '0; drop table' }],
      ['nothing', {}],
    ] as const) {
      it(`does nothing for ${what}, and says so`, async () => {
        const card = await whole.saying(HIGH, 'Alert on 3')
        const before = (await whole.acts()).length
        const answer = await whole.click('responder', card, 'confirm-isolate', { data })
        assert.match(text(answer), /Nothing was done/)
        assert.equal((await whole.acts()).length, before)
      })
    }

    it('does nothing for a card of another conversation', async () => {
      const card = await whole.saying(HIGH, 'Alert on 3')
      const data = JSON.stringify(card).match(/"caseId":"([0-9a-f]{24})","nonce":(\d+)/)
      const elsewhere = await whole.saying(GENERAL, 'Alert on 3')
      const answer = await whole.click('responder', elsewhere, 'isolate', {
        data: { caseId: data?.[1], nonce: Number(data?.[2]) },
      })
      assert.match(text(answer), /Nothing was done/)
    })

    it('answers a stale press with the card as it is now', async () => {
      const card = await whole.saying(HIGH, 'Alert on 1')
      const caseId = JSON.stringify(card).match(/"caseId":"([0-9a-f]{24})"/)?.[1]
      const before = (await whole.acts()).length
      const answer = await whole.click('responder', card, 'confirm-isolate', { data: { caseId, nonce: 0 } })
      assert.match(text(answer), /Released/)
      assert.equal((await whole.acts()).length, before)
    })

    it('is on record, as is every other refusal, with who, why and what of', () => {
      const refused = readFileSync(whole.demo.logFile, 'utf8')
        .split('\n')
        .flatMap((line) => (line.includes('"audit.click.refused"') ? JSON.parse(line) : []))
      const machinesFor = (why: string) => refused.flatMap(({ detail, machineId }) => (detail.why === why ? [machineId] : []))
      assert.ok(machinesFor('Defender hides the machine').includes('2'.repeat(40)))
      assert.ok(machinesFor('out of date').includes('1'.repeat(40)))
      assert.ok(machinesFor('not a button of this conversation').length >= 5)
      assert.ok(refused.every(({ person }) => person !== null))
    })
  })

  it('counts what it did, for whoever asks on this machine', async () => {
    const text = await (await fetch(`http://127.0.0.1:${whole.demo.botPort}/metrics`)).text()
    const count = (series: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.split(' ')
          .at(-1),
      )
    assert.equal(count('pocketsoc_alerts_taken_total{way="poll"}'), 7)
    assert.ok(count('pocketsoc_alert_to_card_seconds_count') >= 7, text)
    assert.ok(count('pocketsoc_click_seconds_count{verb="confirm-isolate",answer="card"}') >= 1)
    assert.ok(count('pocketsoc_actions_total{verb="unisolate",outcome="accepted"}') >= 1)
    assert.ok(count('pocketsoc_obo_seconds_count{outcome="ok"}') >= 1)
    assert.ok(count('pocketsoc_defender_call_seconds_count{purpose="click",status="201"}') >= 1)
    assert.equal(count('pocketsoc_lease_held'), 1)
    assert.ok(count('pocketsoc_defender_calls_left{span="hour"}') < 1500)
    assert.equal((await fetch(`${whole.demo.url}/metrics`)).status, 404) // through the ingress
  })

  it('ties together in the log what a tap caused, and a card to the reading that found its alert', () => {
    const lines = readFileSync(whole.demo.logFile, 'utf8')
      .split('\n')
      .flatMap((line): Record<string, unknown>[] => (line.startsWith('{') ? [JSON.parse(line)] : []))
    const accepted = lines.find(({ event }) => event === 'audit.action.accepted')
    assert.match(String(accepted?.['click']), /^[0-9a-f]{8}$/)
    const ofTap = lines.filter(({ click }) => click === accepted?.['click']).map(({ event }) => event)
    for (const event of ['audit.action.asked', 'click.answered', 'delivery.updated'])
      assert.ok(ofTap.includes(event), String(ofTap))
    const readings = lines.filter(({ event }) => /^alerts\.(read|caught-up)$/.test(String(event))).map(({ poll }) => poll)
    const posted = lines.find(({ event, key }) => event === 'delivery.posted' && String(key).startsWith('card:'))
    assert.ok(posted?.['poll'] && readings.includes(posted['poll']))
  })

  it('gathers its log, cards and answers, and the secrets of the tenant, for the search that ends the run', () => {
    const gathered = gatheredSoFar()
    const told = (where: RegExp) => gathered.flatMap((one) => ('where' in one && where.test(one.where) ? [one.text] : [])).join()
    assert.match(told(/^the log, delivery\.posted$/), /"key":"card:/)
    assert.match(told(/^a request to connector$/), /AdaptiveCard/)
    assert.match(told(/^a request to defender$/), /\[PocketSOC [0-9a-f]{16}\]/)
    assert.match(told(/^an answer to Teams$/), /Isolating/)
    assert.match(told(/^an answer of \/auth\/callback$/), /<html/)
    const kinds = new Set(gathered.flatMap((one) => ('secret' in one ? [one.secret] : [])))
    for (const kind of ['client secret', 'code', 'refresh token', 'token']) assert.ok(kinds.has(kind), kind)
  })

  it('leaves no token, code or secret of the tenant in the bot’s log or store', async () => {
    const home = dirname(whole.demo.logFile)
    const files = readdirSync(home).filter((name) => !['session.key', 'demo.env'].includes(name)) // which hold what they are for
    const secrets: { value: string }[] = await whole.control('secrets')
    const values = secrets.map((one) => (typeof one === 'string' ? one : one.value))
    assert.ok(values.length > 20)
    for (const name of files) {
      const content = readFileSync(join(home, name), 'latin1')
      for (const value of values) assert.ok(!content.includes(value), `${name} holds one of the tenant’s secrets`)
    }
  })
})

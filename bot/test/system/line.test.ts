import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { MessageView } from '../../../infra/local/control/shapes.ts'
import type { Demo } from '../../../infra/local/demo/start-demo.ts'
import { startDemo } from '../../../infra/local/demo/start-demo.ts'
import { APPS, TEAM, TENANT_ID } from '../../../infra/local/world.ts'
import { lintCard } from '../card-lint.ts'
import { until } from './until.ts'

const [GENERAL, HIGH, SERVERS] = TEAM.channels.map(({ id }) => id) as [string, string, string]
const MACHINES = ['a', 'b', 'c'].map((digit) => digit.repeat(40))
const machine = (id: string, group: string) => ({
  id,
  computerDnsName: `host-${id[0]}`,
  rbacGroupName: group,
  riskScore: 'High',
  onboardingStatus: 'Onboarded',
  osPlatform: 'Windows11',
})
const alert = (id: string, over: object = {}) => ({
  id,
  title: `Alert ${id}`,
  severity: 'Medium',
  status: 'New',
  incidentId: 71,
  machineId: MACHINES[0],
  computerDnsName: 'host-a',
  rbacGroupName: 'Workstations',
  alertCreationTime: '2026-11-02T09:05:00.1234567Z',
  lastUpdateTime: new Date().toISOString(),
  evidence: [],
  ...over,
})

const SERVICE_URL = `https://smba.trafficmanager.net/emea/${TENANT_ID}/`
const hello = {
  type: 'message',
  id: '1700000000001',
  channelId: 'msteams',
  serviceUrl: SERVICE_URL,
  text: 'hello',
  from: { id: '29:somebody', name: 'Somebody', aadObjectId: '0a1b2c3d-0000-4000-8000-000000000001' },
  recipient: { id: `28:${APPS.bot.clientId}` },
  conversation: { id: 'a:1pocketsoc-local-chat-responder', conversationType: 'personal', tenantId: TENANT_ID },
  channelData: { tenant: { id: TENANT_ID } },
}

describe('the line from Defender to Teams, over the wire', function () {
  this.timeout(60_000)
  let demo: Demo

  before(async () => {
    const alerts = [
      alert('one'),
      alert('two', { machineId: MACHINES[1], computerDnsName: 'host-b', rbacGroupName: 'Servers' }),
      alert('three', { machineId: MACHINES[2], computerDnsName: 'host-c' }),
      alert('lonely', { incidentId: null, severity: 'High', title: 'A lonely one' }),
      alert('quiet', { severity: 'Informational', incidentId: 99 }),
      { id: 'odd', nothing: 'that is known', lastUpdateTime: new Date().toISOString() },
    ]
    const machines = [
      machine(MACHINES[0]!, 'Workstations'),
      machine(MACHINES[1]!, 'Servers'),
      machine(MACHINES[2]!, 'Workstations'),
    ]
    demo = await startDemo(
      { port: 0, botPort: 0, alerts, machines, speed: 1, trickle: false, dataDir: null },
      AbortSignal.timeout(30_000),
      () => undefined,
    )
  })
  after(() => demo?.[Symbol.asyncDispose]())

  const control = async (path: string, init?: RequestInit) => {
    const reply = await fetch(`${demo.url}/control/${path}`, { headers: { 'content-type': 'application/json' }, ...init })
    return reply.status === 204 ? undefined : reply.json()
  }
  const messages = (conversation: string): Promise<MessageView[]> =>
    control(`conversations/${encodeURIComponent(conversation)}/messages`)
  const cards = async (conversation: string) => (await messages(conversation)).filter((one) => one.cards.length > 0)
  const saying = async (conversation: string, text: string) =>
    (await cards(conversation)).find((one) => JSON.stringify(one.cards).includes(text))

  it('posts what a channel’s rules admit there, and only that', async () => {
    await until('five cards in General', async () => (await cards(GENERAL)).length >= 5)
    await until('the high one', () => saying(HIGH, 'A lonely one'))
    await until('the server', () => saying(SERVERS, 'host-b'))
    assert.equal(await saying(HIGH, 'Alert one'), undefined)
    assert.equal(await saying(SERVERS, 'host-a'), undefined)
    assert.equal(await saying(GENERAL, 'Alert quiet'), undefined)
  })

  it('makes one thread of an incident with three machines', async () => {
    const roots = await Promise.all(
      ['host-a', 'host-b', 'host-c'].map(async (host) => (await saying(GENERAL, `"${host}"`))?.root),
    )
    const ofIncident = (await cards(GENERAL)).filter((one) => JSON.stringify(one.cards).includes('/incidents/71'))
    assert.equal(ofIncident.length, 3)
    assert.equal(new Set(ofIncident.map(({ root }) => root)).size, 1)
    assert.ok(roots.every(Boolean))
  })

  it('posts an alert that cannot be read, with its id', async () => {
    const card = await until('the odd one', () => saying(GENERAL, 'could not read'))
    assert.match(JSON.stringify(card.cards), /alerts\/odd/)
  })

  it('sends nothing that a Teams client would stumble over', async () => {
    for (const channel of [GENERAL, HIGH, SERVERS]) {
      for (const {
        summary,
        cards: [card],
      } of await cards(channel))
        lintCard({ summary: summary ?? '', body: { card: card as object } })
    }
  })

  it('changes the card when the alert changes, and posts no second one', async () => {
    const before = await until('its card', () => saying(HIGH, 'A lonely one'))
    await control('alerts/lonely', {
      method: 'PATCH',
      body: JSON.stringify({ status: 'InProgress', assignedTo: 'anna@fabrikam.example' }),
    })
    const after = await until('the change', () => saying(HIGH, 'anna@fabrikam.example'))
    assert.equal(after.id, before.id)
    assert.ok(after.updates > before.updates)
    assert.equal((await cards(HIGH)).filter((one) => JSON.stringify(one.cards).includes('A lonely one')).length, 1)
  })

  it('replies in the thread when an alert makes a case worse', async () => {
    await control('alerts/three', { method: 'PATCH', body: JSON.stringify({ severity: 'High' }) })
    const reply = await until('the reply', () => saying(GENERAL, 'Now HIGH'))
    assert.equal(reply.root, (await saying(GENERAL, 'host-c'))?.root)
  })

  it('turns the card calm when its alerts are resolved', async () => {
    await control('alerts/lonely', {
      method: 'PATCH',
      body: JSON.stringify({ status: 'Resolved', classification: 'FalsePositive' }),
    })
    await until('the resolved card', () => saying(HIGH, 'Resolved · anna@fabrikam.example · False positive'))
  })

  it('posts once when Teams asks it to wait', async () => {
    await control('faults', {
      method: 'POST',
      body: JSON.stringify({
        platform: 'connector',
        method: 'POST',
        kind: 'answer',
        status: 429,
        retryAfterSeconds: 1,
      }),
    })
    await control('alerts', {
      method: 'POST',
      body: JSON.stringify([alert('stormy', { incidentId: 500, severity: 'High', title: 'In a storm' })]),
    })
    await until('the card after the 429', () => saying(HIGH, 'In a storm'), 20_000)
    assert.equal((await cards(HIGH)).filter((one) => JSON.stringify(one.cards).includes('In a storm')).length, 1)
  })

  it('answers help, in the thread where it was asked', async () => {
    const answer = await control('messages', {
      method: 'POST',
      body: JSON.stringify({ account: 'responder', conversation: GENERAL, text: 'help' }),
    })
    assert.equal(answer.status, 200)
    const help = await until('help', async () =>
      (await messages(GENERAL)).find(({ from, text }) => from.kind === 'bot' && text?.includes('PocketSOC')),
    )
    assert.notEqual(help.root, help.id)
  })

  it('follows what becomes of its channels', async () => {
    const created = await control('channels', { method: 'POST', body: JSON.stringify({ name: 'Night shift' }) })
    assert.ok(created)
    await until('the log to tell of it', async () => readFileSync(demo.logFile, 'utf8').includes('conversation.channel-known'))
  })

  it('takes such an activity when nothing is wrong with it', async () => {
    const answer = await control('activity', { method: 'POST', body: JSON.stringify({ activity: hello, token: {} }) })
    assert.equal(answer.status, 200)
  })

  for (const [what, activity, token, status] of [
    ['a token signed by another key', {}, { otherKey: true }, 401],
    ['a token signed by a key that is not endorsed for Teams', {}, { otherChannel: true }, 401],
    ['a token of Entra’s for the bot itself', {}, { by: 'entra' }, 401],
    ['a token that has expired', {}, { expired: true }, 401],
    ['a token that is not valid yet', {}, { notYetValid: true }, 401],
    ['a token without signature', {}, { alg: 'none' }, 401],
    ['a token for another bot', {}, { aud: '00000000-0000-4000-8000-000000000000' }, 401],
    ['a token of another issuer', {}, { iss: 'https://login.microsoftonline.com/x/v2.0' }, 401],
    ['a token for another serviceUrl', {}, { serviceurl: 'https://smba.trafficmanager.net/amer/' }, 401],
    ['no token', {}, null, 401],
    ['channelId AseChannel', { channelId: 'AseChannel' }, {}, 403],
    ['another tenant', { channelData: { tenant: { id: '11111111-1111-4111-8111-111111111111' } } }, {}, 403],
    ['a serviceUrl that is not of Teams', { serviceUrl: 'https://evil.example/' }, {}, 403],
    ['no activity', { type: undefined, from: undefined }, {}, 400],
  ] as const) {
    it(`refuses ${what} with ${status}`, async () => {
      const answer = await control('activity', {
        method: 'POST',
        body: JSON.stringify({ activity: { ...hello, ...activity }, token }),
      })
      assert.equal(answer.status, status, JSON.stringify(answer))
    })
  }

  it('refuses one person who asks without end with 429, and nobody else', async () => {
    const told = async (oid: string): Promise<number> => {
      const activity = { ...hello, type: 'invoke', name: 'signin/failure', from: { ...hello.from, aadObjectId: oid } }
      const body = JSON.stringify({ activity, token: {} })
      return (await control('activity', { method: 'POST', body })).status
    }
    const hundred = (oid: string) => Promise.all(Array.from({ length: 100 }, () => told(oid)))
    const answers: number[] = []
    while (!answers.includes(429) && answers.length < 2000) answers.push(...(await hundred('somebody-tireless')))
    assert.ok(answers.includes(429))
    assert.ok((await hundred('somebody-else')).every((status) => status === 200))
  })

  it('writes of a refused token in its own words alone, which have a measure', () => {
    for (const line of readFileSync(demo.logFile, 'utf8').split('\n').filter(Boolean)) assert.match(line, /^\{"level"/)
  })

  it('writes no token into its log', () => {
    const log = readFileSync(demo.logFile, 'utf8')
    assert.match(log, /request\.turned-away/)
    assert.doesNotMatch(log, /eyJ[\w-]{10}/)
  })
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { signInWith } from '../../../infra/local/form-browser.ts'
import type { TabMe } from '../../tab-contract.ts'
import { tabClient } from './tab-client.ts'
import { until } from './until.ts'
import { alertOn, GENERAL, HIGH, machineOf, SERVERS, startWhole } from './whole.ts'

const READS = ['Machine.Read', 'Alert.ReadWrite', 'User.Read.All']
const APP_READS = ['Machine.ReadWrite.All', 'Alert.ReadWrite.All', 'User.Read.All']
const READ_ONLY = 'read-only: Machine.Isolate is not granted'
const BUTTON = '"verb":"isolate"'

type Whole = Awaited<ReturnType<typeof startWhole>>
const text = (answer: { body: unknown }) => JSON.stringify(answer.body)

const startedIn = (mode: 'delegated' | 'application') =>
  startWhole(
    ['1', '2'].map((digit) => alertOn(digit, 'Workstations')),
    ['1', '2'].map((digit) => machineOf(digit, 'Workstations')),
    { botEnv: (tenant) => ({ ...tenant.botEnv(), DEFENDER_MODE: mode }) },
  )
/** Waits until every card in the channel says this, and has a button when that is it. */
const cardsSaying = (whole: Whole, what: string, within?: number) =>
  until(
    `every card to say ${what}`,
    async () => {
      const cards = (await whole.messages(HIGH)).map((one) => JSON.stringify(one)).filter((one) => /Alert on \d/.test(one))
      return cards.length >= 2 && cards.every((one) => one.includes(what) && one.includes(BUTTON) === (what === BUTTON))
    },
    within,
  )
/** Follows the notice’s link to Entra as an administrator. */
const grant = async (notice: unknown, approve = true) => {
  const url = /"url":"([^"]*\/auth\/consent\?[^"]*)"/.exec(JSON.stringify(notice))?.[1] ?? assert.fail('no link')
  return signInWith(new URL(url), { as: 'lead', approve })
}
const becomesOperator = async (whole: Whole, conversation: string) => {
  await whole.control('messages', { account: 'lead', conversation, text: 'operator here' })
  await whole.click('lead', await whole.saying(conversation, 'confirm-draft'), 'confirm-draft', { signIn: true })
  await whole.saying(conversation, 'come here now')
}

/** What `npm run doctor` says beside the running bot. */
const doctor = async ({ demo }: Whole): Promise<string> => {
  const env = { ...process.env, ...demo.tenant.botEnv(), DATA_DIR: dirname(demo.logFile), DEFENDER_MODE: 'application' }
  const command = join(import.meta.dirname, '..', '..', 'doctor.ts')
  const args = ['--disable-warning=ExperimentalWarning', command]
  const answer = promisify(execFile)(process.execPath, args, { env }) // what is missing fails it, and is told all the same
  return (await answer.catch((failed: { readonly stdout: string }) => failed)).stdout
}

describe('a tenant that does not grant Machine.Isolate, over the wire', function () {
  this.timeout(90_000)
  let whole: Whole
  let me: () => Promise<TabMe>

  before(async () => {
    whole = await startedIn('delegated')
    const tab = await tabClient(whole, ['responder'])
    me = () => tab.read<TabMe>('responder', 'me')
    await becomesOperator(whole, SERVERS)
    await whole.control('entra', { delegatedScopes: READS })
  })
  after(() => whole?.[Symbol.asyncDispose]())

  it('is found out at the first token of anybody; then no card has the button, and each says why', async () => {
    await cardsSaying(whole, BUTTON)
    const answer = await whole.click('responder', await whole.saying(HIGH, 'Alert on 1'), 'isolate', { signIn: true })
    assert.match(text(answer), /Machine\.Isolate is not granted to PocketSOC.*Nothing was done/)
    await cardsSaying(whole, READ_ONLY)
    const other = new RegExp(READ_ONLY)
    await until('the other channel’s card', async () => other.test(JSON.stringify(await whole.find(GENERAL, 'Alert on 2'))))
    assert.deepEqual(await whole.acts(), [])
  })

  it('breaks nothing else: new alerts come, the tab shows them and says why nothing can be done', async () => {
    await whole.control('machines', machineOf('3', 'Servers'))
    await whole.control('alerts', alertOn('3', 'Servers'))
    assert.match(JSON.stringify(await whole.saying(SERVERS, 'Alert on 3')), new RegExp(READ_ONLY))
    assert.match((await me()).readOnly ?? '', /Machine\.Isolate is not granted/)
  })

  it('is told to the operator once, with the way to grant it; what is cancelled there changes nothing', async () => {
    const notices = (await whole.messages(SERVERS)).filter((one) => JSON.stringify(one).includes('Missing: Machine.Isolate.'))
    assert.equal(notices.length, 1)
    assert.match((await grant(notices[0], false)).html, /Nothing was granted/)
    await cardsSaying(whole, READ_ONLY, 1000)
  })

  it('has its buttons at once when an administrator grants it, without a restart', async () => {
    assert.match((await grant(await whole.saying(SERVERS, 'Missing: Machine.Isolate.'))).html, /Thank you/)
    await cardsSaying(whole, BUTTON)
    const answer = await whole.click('responder', await whole.saying(HIGH, 'Alert on 1'), 'isolate')
    assert.match(text(answer), /Isolate host-1\?/)
    assert.equal((await me()).readOnly, null)
  })
})

describe('application mode, over the wire', function () {
  this.timeout(90_000)
  let whole: Whole
  let tab: Awaited<ReturnType<typeof tabClient>>

  before(async () => {
    whole = await startedIn('application')
    tab = await tabClient(whole, ['responder', 'reader', 'outsider'])
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const tap = async (account: string, verb = 'isolate', more: object = { signIn: true }) =>
    whole.click(account, await whole.saying(HIGH, 'Alert on 1'), verb, more)

  it('is read-only from the start while the app is not granted Machine.Isolate', async () => {
    await cardsSaying(whole, READ_ONLY)
    const health = await (await fetch(`http://127.0.0.1:${whole.demo.botPort}/healthz`)).json()
    assert.deepEqual([health.mode, health.readOnly], ['application', true])
  })

  it('tells the operator’s command what is missing, and has its buttons once that was granted where the command leads', async () => {
    const asked = await doctor(whole)
    assert.match(asked, /whose token acts +application: /)
    assert.match(asked, /MISSING +Machine\.Isolate +application: not granted\n/)
    await whole.control('permissions', { application: [...APP_READS, 'Machine.Isolate'] })
    const url = /https?:\S+/.exec(asked)?.[0] ?? assert.fail(asked)
    assert.match((await signInWith(new URL(url), { as: 'lead', approve: true })).html, /Thank you/)
    await cardsSaying(whole, BUTTON)
    assert.match(await doctor(whole), /ok +Machine\.Isolate +application: granted\n/)
  })

  it('asks the person to sign in all the same', async () =>
    assert.match(text(await tap('responder', 'isolate', {})), /loginRequest.*Sign in/))

  it('says that Defender refused the app, where it refused, and nothing of a role of the person', async () => {
    whole.demo.tenant.faults.add({ platform: 'defender', kind: 'answer', status: 403, path: `/machines/${'1'.repeat(40)}$` })
    const answer = text(await tap('responder'))
    assert.match(answer, /Defender refused PocketSOC itself/)
    assert.doesNotMatch(answer, /Active remediation/)
  })

  it('acts as the app for whoever holds the role, with their name in the comment and on the card', async () => {
    assert.match(text(await tap('responder')), /Isolate host-1\?/)
    assert.match(
      text(await tap('responder', 'confirm-isolate', { inputs: { reason: 'Seen', isolationType: 'Full' } })),
      /Isolating/,
    )
    const [act] = await whole.acts()
    assert.equal(act?.caller?.upn, undefined)
    assert.match(JSON.stringify(act?.body), /Seen \(asked by responder@fabrikam\.example\) \[PocketSOC [0-9a-f]{16}\]/)
    const card = JSON.stringify(await whole.saying(HIGH, 'Defender recorded', 40_000))
    assert.match(card, /Robin Responder asked/)
    assert.doesNotMatch(card, /Look into this/)
  })

  it('does nothing for a Reader, who sees; and shows nothing to somebody without a role', async () => {
    const before = (await whole.acts()).length
    const { readOnly, machineGroups, mode } = await tab.read<TabMe>('reader', 'me')
    assert.match(readOnly ?? '', /app role Responder/)
    assert.deepEqual([mode, machineGroups], ['application', ['Workstations']])
    assert.equal((await tab.isolate('reader', '2', { generation: 0, reason: 'x', isolationType: 'Full' })).status, 403)
    assert.equal((await tab.as('outsider', 'me')).status, 403)
    assert.equal((await tab.as('outsider', `machines/${'2'.repeat(40)}`)).status, 403)
    assert.equal((await whole.acts()).length, before)
  })

  it('acts for nobody else once the role is assigned anew', async () => {
    await whole.control('entra', { appRoles: { reader: ['Responder'], responder: [] } })
    const anew = await tabClient(whole, ['responder', 'reader'])
    assert.equal((await anew.isolate('responder', '2', { generation: 0, reason: 'x', isolationType: 'Full' })).status, 403)
    assert.equal((await anew.isolate('reader', '2', { generation: 0, reason: 'x', isolationType: 'Full' })).status, 200)
  })

  it('puts a 401 on PocketSOC’s own credentials, on the card and in the tab', async () => {
    const fails = () => whole.demo.tenant.faults.add({ platform: 'defender', kind: 'answer', status: 401, method: 'POST' })
    const card = await until('the card to follow', async () => {
      const one = await whole.find(HIGH, 'Alert on 2')
      return JSON.stringify(one).includes('"verb":"unisolate"') ? one : null
    })
    await whole.click('lead', card, 'unisolate', { signIn: true })
    fails()
    const answer = text(await whole.click('lead', card, 'confirm-unisolate', { inputs: { reason: 'Enough' } }))
    assert.match(answer, /PocketSOC’s own credentials were not accepted.*tell whoever runs PocketSOC\. Nothing was done/)
    const asLead = await tabClient(whole, ['lead'])
    const { generation } = (await asLead.machine('lead', '2')).containment
    fails()
    const reply = await asLead.as('lead', `machines/${'2'.repeat(40)}/unisolate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ generation, reason: 'Enough', isolationType: null }),
    })
    const { title, detail } = await asLead.problem(reply, 403)
    assert.match(`${title}: ${detail}`, /^Not released: PocketSOC’s own credentials/)
  })
})

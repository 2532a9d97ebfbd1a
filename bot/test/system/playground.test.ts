import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { COMMERCIAL } from '../../../infra/local/cloud.ts'
import type { ReceivedView } from '../../../infra/local/control/shapes.ts'
import { codeOn, signInWith } from '../../../infra/local/form-browser.ts'
import { PLAYGROUND_SERVICE_URL } from '../../../infra/local/playground.ts'
import { serviceUrlAt } from '../../../infra/local/teams/activities.ts'
import { openBrowser } from '../../../infra/local/test/browser.ts'
import { PLAYGROUND, type RunningPlayground, startPlayground } from '../../../infra/local/test/playground-process.ts'
import { APPS, accountBy, TENANT_ID } from '../../../infra/local/world.ts'
import { alertOn, machineOf, startWhole } from './whole.ts'

describe('Microsoft’s own Agents Playground as the client', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let playground: RunningPlayground
  let browser: Browser
  let page: Page

  before(async () => {
    browser = await openBrowser()
    whole = await startWhole([], [machineOf('1', 'Workstations'), machineOf('2', 'Servers')])
    playground = await startPlayground(whole.demo.tenant, whole.demo.botPort)
    page = await browser.newPage({ viewport: { width: 1400, height: 1600 } })
    await page.goto(playground.url)
    await page.getByText('brings Microsoft Defender alerts to this chat').first().waitFor() // what the bot says when it is installed
  })
  after(async () => {
    await browser?.close()
    await playground?.[Symbol.asyncDispose]()
    await whole?.[Symbol.asyncDispose]()
  })

  const write = async (text: string) => {
    await page.getByRole('textbox').first().click()
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }
  /** Writes to the bot in the channel, mentioning it as a person does. */
  const mention = async (text: string) => {
    await page.getByRole('textbox').first().click()
    await page.keyboard.type('@')
    await page.locator('#typeahead-menu [role=menuitem]', { hasText: 'PocketSOC' }).click()
    await write(` ${text}`)
  }
  const watch = (conversation: string, group: string) => {
    const rules = join(import.meta.dirname, '..', '..', 'rules.ts')
    const env = { ...process.env, DATA_DIR: dirname(whole.demo.logFile), DATABASE_URL: '' }
    const options = ['add', '--conversation', conversation, '--severity', 'high', '--group', group, '--since', 'all']
    return promisify(execFile)(process.execPath, [rules, ...options], { env })
  }
  /** The id of what the bot posted there last, by its log. */
  const lastPosted = (conversation: string): string => {
    const lines = readFileSync(whole.demo.logFile, 'utf8')
      .split('\n')
      .filter((one) => one.includes('"delivery.posted"') && one.includes(conversation))
    return JSON.parse(lines.at(-1) ?? assert.fail('nothing was posted')).activityId
  }
  const sent = async (): Promise<ReceivedView[]> =>
    (await whole.control('received?platform=connector')).filter(({ path }: ReceivedView) => path.startsWith('/playground/'))
  /** What the button of the newest card there carries. */
  const button = async (conversation: string): Promise<unknown> => {
    const there = (await sent()).filter((one) =>
      `${decodeURIComponent(one.path)}${JSON.stringify(one.body)}`.includes(conversation),
    )
    const all = JSON.stringify(there).matchAll(/"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/g)
    return JSON.parse([...all].at(-1)?.[1] ?? assert.fail('no card has a button'))
  }
  const press = async (account: string, conversation: string, verb: string, value: object = {}, data?: object) => {
    const message = lastPosted(conversation)
    const thread = conversation === PLAYGROUND.channel ? `${conversation};messageid=${message}` : conversation
    const { mri } = accountBy(account)
    return playground.press({ mri, conversation: thread, message, verb, data: data ?? (await button(conversation)), value })
  }

  /** What Teams puts into the press of somebody whom single sign-on signs in. */
  const signedOn = async (account: string) => {
    const { token } = await whole.control('sso-token', { account })
    return { authentication: { id: '1', connectionName: 'pocketsoc', token } }
  }

  it('is answered help', async () => {
    await write('help')
    await page.getByText('brings Microsoft Defender alerts to this chat').nth(1).waitFor()
  })

  it('draws a card with its button, and lists rules', async () => {
    await write('watch high since:4h')
    await page.getByText('Watch this in our chat?').first().waitFor()
    await page.getByRole('button', { name: 'Watch', exact: true }).waitFor()
    await write('rules')
    await page.getByText('Nothing is watched here').first().waitFor()
  })

  it('sees an alert’s card arrive and change in its place', async () => {
    await watch(PLAYGROUND.chat, 'Workstations')
    await whole.control('alerts', [alertOn('1', 'Workstations')])
    await page.getByText('Alert on 1').first().waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Isolate' }).waitFor()
    await whole.control('alerts/da-1_1', { status: 'InProgress', assignedTo: 'anna@fabrikam.example' }, 'PATCH')
    await page.getByText('anna@fabrikam.example').first().waitFor({ timeout: 20_000 })
    assert.equal(await page.getByText('Alert on 1').count(), 1)
  })

  it('gets a sign-in request for a press, and words for one that is not ours', async () => {
    const stale = await press('responder', PLAYGROUND.chat, 'confirm-draft', {}, { draftId: 'f'.repeat(16) })
    assert.match(JSON.stringify(stale), /decided already/)
    const asked = await press('responder', PLAYGROUND.chat, 'isolate')
    assert.match(JSON.stringify(asked), /vnd\.microsoft\.activity\.loginRequest/)
    assert.match(JSON.stringify(asked), /tokenExchangeResource/)
  })

  describe('in a channel', () => {
    before(async () => {
      await playground.install(PLAYGROUND.channel)
      await page.getByText('High', { exact: true }).first().click()
    })

    it('is answered help and rules when it mentions the bot', async () => {
      await mention('help')
      await page.getByText('brings Microsoft Defender alerts to this channel').first().waitFor()
      await mention('rules')
      await page.getByText('Nothing is watched here').first().waitFor()
    })

    it('sees a card posted and changed in its place', async () => {
      await watch(PLAYGROUND.channel, 'Servers')
      await whole.control('alerts', [alertOn('2', 'Servers')])
      await page.getByText('Alert on 2').first().waitFor({ timeout: 20_000 })
      await whole.control('alerts/da-2_1', { assignedTo: 'boris@fabrikam.example' }, 'PATCH')
      await page.getByText('boris@fabrikam.example').first().waitFor({ timeout: 20_000 })
      assert.equal(await page.getByText('Alert on 2').count(), 1)
    })

    for (const [account, verb] of [
      ['reader', 'confirm-isolate'],
      ['outsider', 'isolate'],
    ] as const) {
      it(`refuses the ${account} in words, by the token that single sign-on brings`, async () => {
        const answer = JSON.stringify(await press(account, PLAYGROUND.channel, verb, await signedOn(account)))
        assert.match(answer, /activity\.message.*Defender refused\. Isolating needs the role.*Nothing was done/)
      })
    }

    it('signs in, and isolates by two taps on the page, as the person', async () => {
      const asked = JSON.stringify(await press('responder', PLAYGROUND.channel, 'isolate'))
      const signIn = /"value":"(http[^"]+\/auth\/start[^"]+)"/.exec(asked)?.[1] ?? assert.fail(asked)
      const state = codeOn(await signInWith(new URL(signIn), { as: 'responder', approve: true }))
      assert.match(JSON.stringify(await press('responder', PLAYGROUND.channel, 'isolate', { state })), /Isolate host-2\?/)

      await page.getByRole('button', { name: 'Isolate', exact: true }).click()
      await page.getByText('Isolate host-2?').first().waitFor()
      await page.getByRole('button', { name: 'Isolate now' }).click()
      await page
        .getByText(/^Isolating/)
        .first()
        .waitFor()
      const done = (await whole.acts()).filter(({ status }) => status < 300)
      assert.deepEqual(
        done.map(({ path, caller }) => [path, caller?.upn]),
        [[`/api/machines/${'2'.repeat(40)}/isolate`, 'responder@fabrikam.example']],
      )
    })

    it('tells another responder who asked already, and asks nothing again', async () => {
      const before = (await whole.acts()).length
      const answer = JSON.stringify(await press('lead', PLAYGROUND.channel, 'confirm-isolate', await signedOn('lead')))
      assert.match(answer, /Isolating, waiting.*Robin Responder asked/)
      assert.equal((await whole.acts()).length, before)
    })
  })

  it('and the bot take each other’s tokens, and no others', async () => {
    assert.ok((await sent()).every(({ caller, status }) => caller?.appId === APPS.bot.clientId && status < 300))
    const { token } = await whole.control('sso-token', { account: 'responder' })
    for (const authorization of ['', `Bearer ${token}`]) {
      const activities = `${playground.url}/_connector/v3/conversations/${PLAYGROUND.chat}/activities`
      assert.equal((await fetch(activities, { method: 'POST', headers: { authorization } })).status, 401)
    }
    // the token that goes with these is Bot Framework's, for Teams's own serviceUrl
    const activity = {
      type: 'message',
      id: '1',
      text: 'hello',
      channelId: 'msteams',
      from: { id: accountBy('responder').mri },
      recipient: { id: `28:${APPS.bot.clientId}` },
      conversation: { id: 'a:another-chat', conversationType: 'personal', tenantId: TENANT_ID },
    }
    const answered = async (serviceUrl: string): Promise<number> =>
      (await whole.control('activity', { activity: { ...activity, serviceUrl }, token: {} })).status
    assert.equal(await answered(serviceUrlAt(COMMERCIAL.connectorHost)), 200)
    assert.equal(await answered(PLAYGROUND_SERVICE_URL), 401)
  })
})

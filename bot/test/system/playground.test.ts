import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../../infra/local/test/browser.ts'
import { PLAYGROUND, startPlayground } from '../../../infra/local/test/playground-process.ts'
import { ACCOUNTS } from '../../../infra/local/world.ts'
import { alertOn, machineOf, startWhole } from './whole.ts'

describe('Microsoft’s own Agents Playground as the client', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let playground: Awaited<ReturnType<typeof startPlayground>>
  let browser: Browser
  let page: Page

  before(async () => {
    browser = await openBrowser()
    whole = await startWhole([], [machineOf('1', 'Workstations')])
    playground = await startPlayground(whole.demo.tenant, whole.demo.botPort)
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
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
  /** The id of what the bot posted there last, by its log. */
  const lastPosted = (): string => {
    const lines = readFileSync(whole.demo.logFile, 'utf8')
      .split('\n')
      .filter((one) => one.includes('delivery.posted') && one.includes(PLAYGROUND.chat))
    return JSON.parse(lines.at(-1) ?? '{}').activityId
  }
  /** Presses a button as any of its people, and answers the bot's own body. */
  const invoke = async (account: number, verb: string, data: object) => {
    const body = {
      name: 'adaptiveCard/action',
      conversation: { id: PLAYGROUND.chat },
      from: { id: ACCOUNTS[account]!.mri },
      replyToId: lastPosted(),
      value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
    }
    const reply = await fetch(`${playground.url}/_conversation/v1/invoke`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return reply.json()
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
    const rules = join(import.meta.dirname, '..', '..', 'rules.ts')
    const env = { ...process.env, DATA_DIR: dirname(whole.demo.logFile), DATABASE_URL: '' }
    await promisify(execFile)(
      process.execPath,
      [rules, 'add', '--conversation', PLAYGROUND.chat, '--severity', 'high', '--since', 'all'],
      { env },
    )
    await whole.control('alerts', [alertOn('1', 'Workstations')])
    await page.getByText('Alert on 1').first().waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Isolate' }).waitFor()
    await whole.control('alerts/da-1_1', { status: 'InProgress', assignedTo: 'anna@fabrikam.example' }, 'PATCH')
    await page.getByText('anna@fabrikam.example').first().waitFor({ timeout: 20_000 })
    assert.equal(await page.getByText('Alert on 1').count(), 1)
  })

  it('gets a sign-in request for a press, and words for one that is not ours', async () => {
    const login = await invoke(0, 'confirm-draft', { draftId: 'f'.repeat(16) })
    assert.match(JSON.stringify(login), /decided already/)
    const sent = (await whole.control('received?platform=connector')).filter(({ path }: { path: string }) =>
      path.includes('playground'),
    )
    const data = JSON.parse(/"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/.exec(JSON.stringify(sent))?.[1] ?? '{}')
    const asked = await invoke(0, 'isolate', data)
    assert.match(JSON.stringify(asked), /vnd\.microsoft\.activity\.loginRequest/)
    assert.match(JSON.stringify(asked), /tokenExchangeResource/)
  })
})

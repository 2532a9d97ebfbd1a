import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { until } from '../../../bot/test/system/until.ts'
import { openBrowser } from '../test/browser.ts'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { personalChat, TEAM } from '../world.ts'

const CHANNEL = TEAM.channels[1].id
const CARD = 'application/vnd.microsoft.card.adaptive'

describe('the web client in a browser', () => {
  let world: TenantWithBot
  let browser: Browser
  let page: Page
  before(async () => {
    ;[world, browser] = await Promise.all([startTenantWithBot(), openBrowser()])
    await world.tenant.installAll()
  })
  after(async () => {
    await browser.close()
    await world[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    world.tenant.clock.advance(2_000) // Teams takes 8 posts in 2 s
    page = await browser.newPage()
    page.setDefaultTimeout(5_000)
    await page.goto(`${world.tenant.url}/client/#/c/${encodeURIComponent(CHANNEL)}?as=responder`)
    await page.locator('.messages[aria-busy=false]').waitFor()
    world.heard.length = 0
  })
  afterEach(() => page.close())

  const activity = (content: object) => ({
    type: 'message',
    summary: 'HIGH: something',
    attachments: [{ contentType: CARD, content: { type: 'AdaptiveCard', version: '1.5', ...content } }],
  })
  const post = async (content: object, conversation: string = CHANNEL): Promise<string> =>
    (await world.connector('POST', `conversations/${encodeURIComponent(conversation)}/activities`, activity(content))).body.id
  const replace = (id: string, content: object) =>
    world.connector('PUT', `conversations/${encodeURIComponent(CHANNEL)}/activities/${id}`, activity(content))
  /** The newest activity that reached the bot, as far as these tests look at it. */
  const lastHeard = () =>
    world.heard.at(-1)!.activity as unknown as {
      from: { name: string }
      conversation: { id: string }
      text: string
      value: { action: { verb: string; data: unknown } }
    }
  const message = (id: string) => page.locator(`[data-message-id="${id}"]`)
  const text = (words: string) => ({ body: [{ type: 'TextBlock', text: words, wrap: true }] })
  const button = { type: 'Action.Execute', title: 'Isolate', verb: 'isolate', data: { caseId: 'c1' } }

  it('shows a message when it arrives, its next state in its place, and nothing when it is deleted', async () => {
    const id = await post(text('Not isolated'))
    await message(id).getByText('Not isolated').waitFor()

    await replace(id, text('Isolating'))
    await message(id).getByText('Isolating').waitFor()
    await message(id).getByText('Edited').waitFor()
    assert.equal(await message(id).getByText('Not isolated').count(), 0)

    await world.connector('DELETE', `conversations/${encodeURIComponent(CHANNEL)}/activities/${id}`)
    await message(id).waitFor({ state: 'detached' })
  })

  it('presses a button as the person at the screen, with the card’s data and what was typed', async () => {
    const input = { type: 'Input.Text', id: 'why', label: 'Why' }
    const id = await post({ body: [input], actions: [button] })
    world.answerWith({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Asked Defender.' })

    await message(id).getByLabel('Why').fill('it beacons')
    await message(id).getByRole('button', { name: 'Isolate' }).click()
    await message(id).getByRole('status').getByText('Asked Defender.').waitFor()

    const { from, value } = lastHeard()
    assert.equal(from.name, 'Robin Responder')
    const { action } = value
    assert.deepEqual([action.verb, action.data], ['isolate', { caseId: 'c1', why: 'it beacons' }])
  })

  it('shows a card that was answered to the one who pressed alone, until the shared card is updated', async () => {
    const id = await post({ ...text('Not isolated'), actions: [button] })
    world.answerWith({ statusCode: 200, type: CARD, value: { type: 'AdaptiveCard', version: '1.5', ...text('Are you sure?') } })

    await message(id).getByRole('button', { name: 'Isolate' }).click()
    await message(id).getByText('Are you sure?').waitFor()

    await page.getByRole('button', { name: 'You are: Robin Responder' }).click()
    await page.locator('[data-account=lead]').click()
    await message(id).getByText('Not isolated').waitFor()

    await page.getByRole('button', { name: 'You are: Lena Lead' }).click()
    await page.locator('[data-account=responder]').click()
    await message(id).getByText('Are you sure?').waitFor()
    await replace(id, text('Isolated'))
    await message(id).getByText('Isolated', { exact: true }).waitFor()
  })

  it('says that the app cannot be reached when the bot’s answer is none that Teams knows', async () => {
    const id = await post({ actions: [button] })
    world.answerWith({ statusCode: 403, type: 'application/vnd.microsoft.error', value: { code: 'Forbidden', message: 'no' } })

    await message(id).getByRole('button', { name: 'Isolate' }).click()

    await message(id).getByRole('alert').getByText('Unable to reach app. Please try again.').waitFor()
  })

  it('leaves hostile text as text', async () => {
    const hostile =
      '<img src=x onerror="document.title=\'owned\'"> [go](javascript:document.title="owned") <at>Everyone</at> <b>b</b>'
    const link = { type: 'Action.OpenUrl', title: 'Open', url: 'javascript:document.title="owned"' }
    const facts = { type: 'FactSet', facts: [{ title: hostile, value: hostile }] }
    const id = await post({ body: [...text(hostile).body, facts], actions: [link] })
    await world.connector('POST', `conversations/${encodeURIComponent(CHANNEL)}/activities`, { type: 'message', text: hostile })

    await message(id).getByText('<img src=x').first().waitFor()
    await message(id).getByRole('link', { name: 'Open' }).click()

    const drawn = page.locator('.card, .text')
    assert.equal(await drawn.locator('img, b, [onerror], [href^="javascript" i], .mention').count(), 0)
    assert.doesNotMatch(await page.title(), /owned/)
    assert.equal(page.context().pages().length, 1)
  })

  it('makes a name of a mention that the card declares', async () => {
    const entity = { type: 'mention', text: '<at>Lena Lead</at>', mentioned: { id: 'lead@fabrikam.example', name: 'Lena Lead' } }
    const id = await post({ ...text('Calling <at>Lena Lead</at>'), msteams: { entities: [entity] } })

    assert.equal(await message(id).locator('.mention').textContent(), 'Lena Lead')
  })

  it('rings and marks the chat when the bot writes to the person elsewhere', async () => {
    await post(text('For you'), personalChat('responder'))

    await page.locator('.toast').getByText('HIGH: something').click()

    await page.getByText('For you').waitFor()
    assert.equal(await page.locator('.toast, .dot').count(), 0)
  })

  it('writes to the bot with a mention in a channel, and in a thread when replying', async () => {
    const id = await post(text('A post'))
    await page.locator(`[data-thread-id="${id}"]`).getByRole('button', { name: 'Reply' }).click()

    await page.keyboard.type('rules\n')
    await page.locator(`[data-thread-id="${id}"]`).getByText('rules').waitFor()
    await until('word of it at the bot', async () => world.heard.length > 0)

    const { conversation, text: words } = lastHeard()
    assert.ok(conversation.id.endsWith(`;messageid=${id}`))
    assert.match(words, /<at>PocketSOC<\/at> rules/)
  })
})

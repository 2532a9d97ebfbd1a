import { alertOn, HIGH, machineOf, startWhole } from '../../bot/test/system/whole.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { personalChat } from '../../infra/local/world.ts'
import { openOnPhone, save } from './on-a-phone.ts'

/** Takes the pictures of an isolation that failed and of a package that is ready anew: `node docs/screens/take-ends.ts`. */
const CHAT = personalChat('responder')
const browser = await openBrowser()
for (const theme of ['light', 'dark'] as const) {
  await using whole = await startWhole(
    ['1', '2'].map((digit) => alertOn(digit, 'Workstations', { title: `A ransom note was written (${digit})` })),
    ['1', '2'].map((digit) => machineOf(digit, 'Workstations')),
  )
  const [one, two] = [await whole.saying(HIGH, 'written (1)'), await whole.saying(HIGH, 'written (2)')]
  await whole.click('responder', one, 'isolate', { signIn: true })
  await whole.click('responder', one, 'confirm-isolate')
  await whole.saying(HIGH, 'waiting for the machine')
  const [{ id }] = await whole.control('machine-actions')
  await whole.control(`machine-actions/${id}`, { status: 'Failed' }, 'PATCH')
  await whole.saying(HIGH, 'Isolation failed', 60_000)
  const channel = await openOnPhone(browser, whole.demo.url, HIGH, theme)
  await channel.locator('[data-message-id]', { hasText: 'written (1)' }).first().scrollIntoViewIfNeeded()
  await save(channel, 'failed', theme)
  await channel.close()

  await whole.click('responder', two, 'more')
  await whole.click('responder', two, 'collect')
  await whole.click('responder', two, 'confirm-collect')
  await whole.saying(HIGH, 'Investigation package')
  await whole.carryOut()
  await whole.saying(CHAT, 'is ready', 60_000)
  const chat = await openOnPhone(browser, whole.demo.url, CHAT, theme)
  await chat.locator('[data-message-id]', { hasText: 'is ready' }).last().scrollIntoViewIfNeeded()
  await save(chat, 'package-ready', theme)
  await chat.close()
}
await browser.close()

import { alertOn, HIGH, machineOf, startWhole } from '../../bot/test/system/whole.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { personalChat } from '../../infra/local/world.ts'
import { openOnPhone, save } from './on-a-phone.ts'

/** Takes the pictures of several machines from a card anew: `node docs/screens/take-several.ts`. */
const DIGITS = ['4', '5', '6', '7']
const browser = await openBrowser()
for (const theme of ['light', 'dark'] as const) {
  await using whole = await startWhole(
    DIGITS.map((digit) =>
      alertOn(digit, 'Workstations', { incidentId: 500, title: `Files were encrypted in many folders (${digit})` }),
    ),
    DIGITS.map((digit) => machineOf(digit, 'Workstations', digit === '6' ? { deviceValue: 'High' } : {})),
  )
  const card = await whole.saying(HIGH, 'folders (4)')
  for (const digit of DIGITS) await whole.saying(HIGH, `folders (${digit})`)
  await whole.click('responder', card, 'isolate', { signIn: true })
  const phone = await openOnPhone(browser, whole.demo.url, HIGH, theme)
  await phone.getByRole('button', { name: '3 replies' }).click() // folded, a thread shows its first and last card, and which these are is chance
  const one = phone.locator('[data-message-id]', { hasText: 'folders (4)' }).first()
  await one.getByRole('button', { name: 'More' }).click()
  await phone.getByRole('button', { name: 'Isolate several machines' }).click()
  await phone.getByText('Tick those to isolate').waitFor()
  for (const box of await phone.locator('input[type=checkbox]').all()) await box.check()
  await phone.getByText('Isolate several machines of this incident').first().scrollIntoViewIfNeeded()
  await save(phone, 'several-pick', theme)
  await phone.getByRole('button', { name: 'Go on' }).click()
  await phone.getByText(/Isolate 4 machines\?/).waitFor()
  await save(phone, 'several-confirm', theme)
  await phone.getByRole('button', { name: 'Isolate 4 machines now' }).click()
  await whole.saying(personalChat('responder'), 'Isolating 4 machines: done')
  await phone.close()
  const chat = await openOnPhone(browser, whole.demo.url, personalChat('responder'), theme)
  await chat.locator('[data-message-id]', { hasText: 'Isolating 4 machines' }).last().scrollIntoViewIfNeeded()
  await save(chat, 'several-done', theme)
  await chat.close()
}
await browser.close()

import { bringForward } from '../../bot/test/system/bring-forward.ts'
import { alertOn, GENERAL, HIGH, machineOf, startWhole } from '../../bot/test/system/whole.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { accountBy } from '../../infra/local/world.ts'
import { openOnPhone, save } from './on-a-phone.ts'

/** Takes the pictures of the review of an isolation and of the digest anew: `node docs/screens/take-review.ts`. */
const browser = await openBrowser()
const when = new Date(Date.now() - 10 * 60_000).toISOString()
const times = { firstEventTime: when, lastEventTime: when, alertCreationTime: when }

for (const theme of ['light', 'dark'] as const) {
  const title = 'Memory of lsass.exe was read by an unusual process'
  await using whole = await startWhole([alertOn('1', 'Servers', { title, ...times })], [machineOf('1', 'Servers')])
  const card = await whole.saying(HIGH, 'lsass')
  await whole.control('messages', { account: 'lead', conversation: GENERAL, text: 'digest on' })
  await whole.click('lead', await whole.saying(GENERAL, 'A digest here'), 'confirm-draft', { signIn: true })
  await whole.click('responder', card, 'isolate', { signIn: true })
  const [, data = '{}'] = /"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/.exec(JSON.stringify(card)) ?? []
  await whole.click('responder', card, 'confirm-isolate', { data: JSON.parse(data) })
  await whole.carryOut()
  await whole.saying(HIGH, 'Owner Robin Responder', 20_000)
  const phone = await openOnPhone(browser, whole.demo.url, HIGH, theme)
  const one = phone.locator('[data-message-id]', { hasText: 'host-1' }).first()
  await one.getByText('Owner Robin').scrollIntoViewIfNeeded()
  await save(phone, 'owned', theme)
  await one.getByText('Owner Robin').click()
  await one.getByText('Extend by').waitFor()
  await save(phone, 'review', theme)
  await phone.getByText('Hand over…').click()
  await phone.getByText('Hand over to').waitFor()
  await save(phone, 'hand-over', theme)
  await phone.close()

  await whole.demo.crashBot(() => bringForward(whole.demo))
  await whole.saying(HIGH, 'still have to be isolated', 20_000)
  const again = await openOnPhone(browser, whole.demo.url, HIGH, theme)
  const reply = again.locator('[data-message-id]', { hasText: 'still have to be isolated' }).last()
  await reply.scrollIntoViewIfNeeded()
  await save(again, 'review-asked', theme)
  const { oid } = accountBy('lead')
  await whole.click('responder', await whole.saying(HIGH, 'still have to be isolated'), 'choose-owner')
  await whole.click('responder', await whole.saying(HIGH, 'still have to be isolated'), 'hand-over-review', {
    inputs: { to: oid },
  })
  const handed = again.locator('[data-message-id]', { hasText: 'handed over' }).last()
  await handed.scrollIntoViewIfNeeded()
  await save(again, 'handed-over', theme)
  await again.close()
  await whole.saying(GENERAL, 'Good morning', 20_000)
  const morning = await openOnPhone(browser, whole.demo.url, GENERAL, theme)
  await morning.locator('[data-message-id]', { hasText: 'Good morning' }).last().scrollIntoViewIfNeeded()
  await save(morning, 'digest', theme)
  await morning.close()
}
await browser.close()

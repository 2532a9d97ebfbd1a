import assert from 'node:assert/strict'
import type { MessageView, ReceivedView } from '../../../infra/local/control/shapes.ts'
import type { TabMachine, TabPackage } from '../../tab-contract/machines.ts'
import { tabClient } from './tab-client.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const SHA1 = 'ab'.repeat(20)
const CHAT = 'a:1pocketsoc-local-chat-responder'

interface Answer {
  readonly body: unknown
}
const valueIn = ({ body }: Answer) => (body as { value: unknown }).value
const text = (answer: Answer) => JSON.stringify(valueIn(answer))
/** What Defender was sent. */
const sent = (act: ReceivedView | undefined) => (act?.body ?? {}) as { [name: string]: unknown }
/** The data of the button with this verb, in a card that was answered. */
function dataOf(answer: Answer, verb: string): { [name: string]: unknown } {
  const found = new RegExp(`"verb":"${verb}"(?:,"style":"\\w+")?,"data":(\\{[^}]*\\})`).exec(text(answer))?.[1]
  assert.ok(found, `${verb} in ${text(answer)}`)
  return JSON.parse(found)
}

/** What the button of the message in the asker's own chat says. */
const dataOfReady = (ready: MessageView) =>
  JSON.parse(/"data":(\{"intentId":"[0-9a-f]{16}"\})/.exec(JSON.stringify(ready))?.[1] ?? '{}')

describe('everything else that can be asked of a machine, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let tab: Awaited<ReturnType<typeof tabClient>>
  let card: MessageView

  before(async () => {
    const evidence = [{ entityType: 'File', fileName: 'upd.exe', filePath: 'C:\\Temp', sha1: SHA1 }]
    whole = await startWhole(
      [alertOn('1', 'Workstations', { evidence }), alertOn('2', 'Workstations')],
      [machineOf('1', 'Workstations'), machineOf('2', 'Workstations', { onboardingStatus: 'CanBeOnboarded' })],
    )
    tab = await tabClient(whole, ['responder'])
    card = await whole.saying(HIGH, 'Alert on 1')
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const click = (verb: string, more: object = {}) => whole.click('responder', card, verb, more)
  /** Through More to the confirm step. */
  const openConfirm = async (verb: string, data?: object) => {
    await click('more')
    return click(verb, data && { data })
  }
  const paths = async () => (await whole.acts()).map(({ path }) => path.replace(/^.*\//, ''))

  it('opens for the person who tapped what their own token may ask for, and changes nothing for others', async () => {
    const more = await click('more', { signIn: true })
    assert.match(text(more), /More for host-1/)
    for (const title of ['Scan', 'Restrict', 'Collect', 'Choose']) assert.match(text(more), new RegExp(`"title":"${title}"`))
    assert.doesNotMatch(JSON.stringify(await whole.find(HIGH, 'Alert on 1')), /More for host-1/)
  })

  it('scans in two taps, and the shared card says so and what came of it', async () => {
    assert.match(text(await openConfirm('scan')), /Run an antivirus scan on host-1\?/)
    const inputs = { reason: 'Looks odd', scanType: 'Full' }
    await click('confirm-scan', { inputs })
    await whole.saying(HIGH, 'Antivirus scan')
    const [act] = await whole.acts()
    assert.equal(act?.caller?.upn, 'responder@fabrikam.example')
    const { Comment, ...body } = sent(act)
    assert.match(String(Comment), /^Looks odd \[PocketSOC [0-9a-f]{16}\]$/)
    assert.deepEqual(body, { ScanType: 'Full' })
    await whole.carryOut()
    await whole.saying(HIGH, ': full, succeeded', 40_000)
  })

  it('does a second tap on the same step once', async () => {
    const data = dataOf(await openConfirm('restrict'), 'confirm-restrict')
    const once = () => click('confirm-restrict', { data })
    const answers = await Promise.all([once(), once()])
    for (const answer of answers) assert.match(text(answer), /App restriction/)
    assert.equal((await paths()).filter((path) => path === 'restrictCodeExecution').length, 1)
  })

  it('cancels what has not ended', async () => {
    const data = dataOf(await click('more'), 'cancel')
    assert.match(text(await click('cancel')), /Cancel the app restriction of host-1\?/)
    assert.deepEqual(dataOf(await openConfirm('cancel'), 'confirm-cancel'), data)
    await click('confirm-cancel')
    await whole.saying(HIGH, ': cancelled', 40_000)
    assert.equal((await paths()).at(-1), 'cancel')
  })

  it('stops a file of the evidence, and no other', async () => {
    const confirm = await openConfirm('quarantine')
    assert.match(text(confirm), /upd\.exe in C:/)
    const before = (await paths()).length
    const strange = await click('confirm-quarantine', { inputs: { file: `${'cd'.repeat(20)}.0` } })
    assert.match(text(strange), /not one of mine.*Nothing was done/)
    assert.equal((await paths()).length, before)
    await openConfirm('quarantine')
    await click('confirm-quarantine', { inputs: { file: `${SHA1}.0` } })
    assert.equal(sent((await whole.acts()).at(-1))['Sha1'], SHA1)
  })

  it('collects a package, tells whoever asked when it is there, and gives the link to them alone', async () => {
    await openConfirm('collect')
    assert.doesNotMatch(text(await click('confirm-collect')), /no chat/)
    await whole.carryOut()
    const ready = await whole.saying(CHAT, 'package of host-1 is ready', 40_000)
    assert.doesNotMatch(JSON.stringify(ready), /https?:\/\/packages/)

    const link = await whole.click('responder', ready, 'package-link', { signIn: 'silently' })
    assert.match(text(link), /"type":"Action\.OpenUrl","title":"Download","url":"https:\/\/packages\.fabrikam\.example/)
    await whole.click('lead', card, 'more', { signIn: true })
    const strange = await whole.click('lead', card, 'package-link', { data: dataOfReady(ready) })
    assert.match(text(strange), /not one of mine/)
    assert.doesNotMatch(JSON.stringify(await whole.messages(HIGH)), /packages\.fabrikam/)
  })

  it('does the same from the tab', async () => {
    const machine = await tab.machine('responder', '1')
    const scan = machine.more.find(({ title }) => title === 'Antivirus scan')
    const wish = { generation: scan?.ask?.generation, reason: 'From the tab', isolationType: null, scanType: 'Quick' }
    const post = (path: string, body: object) =>
      tab.as('responder', `machines/${'1'.repeat(40)}/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    assert.match(JSON.stringify(await (await post('scan', wish)).json()), /Antivirus scan/)
    await tab.problem(await post('scan', wish), 409)

    const cancellable = await until('the scan to be cancellable', async () => {
      const { more } = await tab.read<TabMachine>('responder', `machines/${'1'.repeat(40)}`)
      return more.find(({ ask }) => ask?.verb === 'cancel')?.ask ?? null
    })
    const { generation, actionId } = cancellable
    assert.equal((await post('cancel', { generation, actionId, reason: 'No', isolationType: null })).status, 200)
    await tab.problem(await post('quarantine', { ...wish, sha1: 'cd'.repeat(20) }), 422)

    const { url } = (await (await post('package', {})).json()) as TabPackage
    assert.match(url, /^https:\/\/packages\.fabrikam\.example/)
  })

  it('has other machines contain what is not onboarded', async () => {
    const other = await whole.saying(HIGH, 'Alert on 2')
    const more = await whole.click('responder', other, 'more')
    assert.match(text(more), /"title":"Contain"/)
    assert.doesNotMatch(text(more), /"title":"Scan"/)
    await whole.click('responder', other, 'contain')
    await whole.click('responder', other, 'confirm-contain')
    assert.equal(sent((await whole.acts()).at(-1))['IsolationType'], 'UnManagedDevice')
    await whole.carryOut()
    await whole.saying(HIGH, '"Contained"', 40_000)
    assert.match(text(await whole.click('responder', other, 'more')), /"title":"Release from containment"/)
    const { containment } = await tab.machine('responder', '2')
    assert.deepEqual([containment.of, containment.headline], ['Containment', 'Contained'])
  })
})

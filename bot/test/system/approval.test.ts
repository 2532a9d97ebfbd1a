import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from './until.ts'
import { alertOn, GENERAL, HIGH, machineOf, startWhole } from './whole.ts'

const body = (answer: { body: unknown }) => answer.body as { statusCode: number; type: string; value: unknown }
const text = (answer: { body: unknown }) => JSON.stringify(body(answer).value)

describe('a second person, and the kill switch, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole(
      ['1', '2', '4'].map((digit) => alertOn(digit, 'Workstations')),
      [
        machineOf('1', 'Workstations', { deviceValue: 'High', machineTags: ['Domain Controller'] }),
        machineOf('2', 'Workstations'),
        machineOf('3', 'Workstations', { machineTags: ['Hyper-V'] }),
        machineOf('4', 'Workstations', { deviceValue: 'High' }),
      ],
    )
  })
  after(() => whole?.[Symbol.asyncDispose]())

  it('asks for one where policy says so, and carries it out as the lead who approves', async () => {
    const card = await whole.saying(HIGH, 'Alert on 1')
    const confirm = text(await whole.click('responder', card, 'isolate', { signIn: true }))
    assert.match(confirm, /Domain controller: sign-ins/)
    assert.match(confirm, /A second person has to approve: it is a domain controller; its device value is High/)
    assert.match(confirm, /Ask for approval/)
    const inputs = { reason: 'Beacons', isolationType: 'Selective' }
    const asked = text(await whole.click('responder', card, 'confirm-isolate', { inputs }))
    assert.match(asked, /Approval asked: isolate \(selective\)/)
    assert.deepEqual(await whole.acts(), [])
    await whole.saying(HIGH, 'asks for a second person: Isolate host-1')

    const shared = await whole.saying(HIGH, '"Approve"')
    assert.match(text(await whole.click('responder', shared, 'approve')), /You asked for this yourself/)
    const step = text(await whole.click('lead', shared, 'approve', { signIn: true }))
    assert.match(step, /Approve: isolate host-1\?/)
    const approvalId = /"approvalId":"([0-9a-f]{16})"/.exec(step)?.[1]
    const caseId = /"caseId":"([0-9a-f]{24})"/.exec(step)?.[1]
    const data = { caseId, nonce: 0, approvalId }
    assert.match(text(await whole.click('lead', shared, 'confirm-approve', { data })), /Isolating/)

    await whole.saying(HIGH, 'Defender recorded lead@fabrikam.example ✓', 40_000)
    const [act, ...others] = await whole.acts()
    assert.deepEqual([act?.caller?.upn, others.length], ['lead@fabrikam.example', 0])
    assert.match(JSON.stringify(act?.body), /Beacons \(asked by Robin Responder, approved by [^)]+\) \[PocketSOC/)
    assert.match(JSON.stringify(act?.body), /"IsolationType":"Selective"/)
  })

  it('lets another lead approve what Defender refused one', async () => {
    await whole.control('entra', { appRoles: { reader: ['Lead'] } })
    const card = await whole.saying(HIGH, 'Alert on 4')
    await whole.click('responder', card, 'isolate')
    await whole.click('responder', card, 'confirm-isolate', { inputs: { reason: 'Beacons' } })
    const shared = await until('the card of host-4 to ask', async () => {
      const found = await whole.find(HIGH, 'Alert on 4')
      return JSON.stringify(found).includes('"Approve"') ? found : null
    })
    const step = text(await whole.click('reader', shared, 'approve', { signIn: true }))
    const [approvalId, caseId] = [/"approvalId":"([0-9a-f]{16})"/, /"caseId":"([0-9a-f]{24})"/].map((id) => id.exec(step)?.[1])
    const confirm = (account: string) =>
      whole.click(account, shared, 'confirm-approve', { data: { caseId, nonce: 0, approvalId } })
    const refused = text(await confirm('reader'))
    assert.match(refused, /Defender refused\. .* Nothing was done\. The request still waits for a second person\./)

    assert.match(text(await whole.click('lead', shared, 'approve')), /Approve: isolate host-4\?/)
    assert.match(text(await confirm('lead')), /Isolating/)
    const told = (await whole.acts()).filter(({ path }) => path.includes('4'.repeat(40)))
    assert.deepEqual(
      told.map(({ caller }) => caller?.upn),
      ['reader@fabrikam.example', 'lead@fabrikam.example'],
    )
    assert.match(JSON.stringify(told[1]?.body), /Beacons \(asked by Robin Responder, approved by Lena/)
  })

  it('is explained by the command, for a machine that it reads at Defender', async () => {
    const command = join(import.meta.dirname, '..', '..', 'policy.ts')
    const asked = ['explain', '3'.repeat(40), 'responder@fabrikam.example', 'isolate']
    const { stdout } = await promisify(execFile)(process.execPath, [command, '--env-file', whole.demo.envFile, ...asked])
    assert.match(stdout, /host-3: Workstations/)
    assert.match(stdout, /A second person has to approve: it is a Hyper-V host\./)
  })

  it('stops everything when a lead says so, on every card, until one resumes', async () => {
    const before = await whole.saying(HIGH, 'Alert on 2')
    const data = { caseId: /"caseId":"([0-9a-f]{24})"/.exec(JSON.stringify(before))?.[1], nonce: 0 }
    await whole.control('messages', { account: 'lead', conversation: GENERAL, text: 'stop actions' })
    const draft = await whole.saying(GENERAL, 'draftId')
    assert.match(JSON.stringify(draft), /Stop all actions, everywhere\?/)
    assert.match(text(await whole.click('responder', draft, 'confirm-draft', { signIn: true })), /role Lead/)
    assert.match(text(await whole.click('lead', draft, 'confirm-draft', { signIn: true })), /All actions are stopped/)

    const stopped = await until('the card of host-2 to say so', async () => {
      const found = await whole.find(HIGH, 'Alert on 2')
      return JSON.stringify(found).includes('All actions are stopped') ? found : null
    })
    assert.doesNotMatch(JSON.stringify(stopped), /"Isolate"/)
    const late = await whole.click('responder', before, 'confirm-isolate', { data })
    assert.match(text(late), /has stopped all actions\. Nothing was done/)
    assert.equal((await whole.acts()).length, 3)
    const health = await (await fetch(`http://localhost:${whole.demo.botPort}/healthz`)).json()
    assert.ok((health as { stoppedSince: string | null }).stoppedSince)
  })
})

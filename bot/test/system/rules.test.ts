import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { MessageView } from '../../../infra/local/control/shapes.ts'
import { accountBy, TENANT_ID } from '../../../infra/local/world.ts'
import { until } from './until.ts'
import { alertOn, GENERAL, machineOf, startWhole } from './whole.ts'

const chatOf = (account: string) => `a:1pocketsoc-local-chat-${account}`
const text = (answer: { body: unknown }) => JSON.stringify(answer.body)

describe('rules set from Teams, over the wire', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    const groups = { '1': 'Workstations', '2': 'Servers' }
    const alerts = Object.entries(groups).map(([digit, group]) =>
      alertOn(digit, group, { severity: 'Low', alertCreationTime: new Date().toISOString() }),
    )
    whole = await startWhole(
      alerts,
      Object.entries(groups).map(([digit, group]) => machineOf(digit, group)),
    )
  })
  after(() => whole?.[Symbol.asyncDispose]())

  /** Writes to the bot and answers its notice. */
  const write = async (account: string, conversation: string, said: string): Promise<MessageView> => {
    const before = new Set((await whole.messages(conversation)).map(({ id }) => id))
    await whole.control('messages', { account, conversation, text: said })
    return until(`an answer to "${said}"`, async () =>
      (await whole.messages(conversation)).find(({ id, from }) => from.kind === 'bot' && !before.has(id)),
    )
  }
  const press = (account: string, notice: MessageView, more: object = {}) =>
    whole.click(account, notice, 'confirm-draft', { signIn: true, ...more })

  it('shows what would be watched, and changes nothing by writing', async () => {
    const notice = await write('lead', GENERAL, 'watch low status:new,inprogress group:Servers since:4h')
    const shown = JSON.stringify(notice.cards)
    for (const words of ['Low severity and up', 'Status New, In progress', 'Machine groups Servers', 'in the last 4 h too'])
      assert.ok(shown.includes(words), words)
    assert.equal(await whole.find(GENERAL, 'Alert on 2'), undefined)
  })

  for (const account of ['responder', 'reader', 'outsider']) {
    it(`lets ${account} change no rule of a channel`, async () => {
      const notice = await write(account, GENERAL, 'watch low')
      assert.match(text(await press(account, notice)), /Only somebody with the role Lead/)
      assert.equal(await whole.find(GENERAL, 'Alert on 1'), undefined)
    })
  }

  it('lets a lead set a rule, says so in the channel, and brings what it looks back to', async () => {
    const notice = await write('lead', GENERAL, 'watch low group:Servers since:4h')
    assert.match(text(await press('lead', notice)), /Watching/)
    await whole.saying(GENERAL, 'Watching · Lena Lead')
    await whole.saying(GENERAL, 'Alert on 2', 20_000)
    assert.equal(await whole.find(GENERAL, 'Alert on 1'), undefined)
    assert.match(text(await press('lead', notice)), /decided already/)
  })

  it('lists rules, and ends one', async () => {
    assert.match(JSON.stringify((await write('lead', GENERAL, 'rules')).cards), /2 rules/) // with the one of the demo
    const notice = await write('lead', GENERAL, 'unwatch')
    assert.match(text(await press('lead', notice)), /has ended/)
    await whole.saying(GENERAL, 'has ended · Lena Lead')
    assert.match(JSON.stringify((await write('lead', GENERAL, 'rules')).cards), /One rule/)
  })

  it('limits a 1:1 rule to what Defender shows its person', async () => {
    const chat = chatOf('workstations')
    assert.match(
      text(await press('workstations', await write('workstations', chat, 'watch low group:Servers since:4h'))),
      /shows you no machine group Servers/,
    )
    assert.match(
      text(await press('workstations', await write('workstations', chat, 'watch low since:4h'))),
      /Machine groups Workstations/,
    )
    await whole.saying(chat, 'Alert on 1', 20_000)
    assert.equal(await whole.find(chat, 'Alert on 2'), undefined)
  })

  it('shows no more in the chat of what has moved to a machine group that its person is not shown', async () => {
    const chat = chatOf('workstations')
    const card = await whole.saying(chat, 'Alert on 1')
    await whole.control('alerts/da-1_1', { rbacGroupName: 'Executives', title: 'For executives only' }, 'PATCH')
    const hidden = await whole.saying(chat, 'No longer shown here', 20_000)
    assert.equal(hidden.id, card.id)
    assert.equal(await whole.find(chat, 'For executives only'), undefined)
    assert.equal(await whole.find(chat, 'Alert on 1'), undefined)
  })

  it('gives the outsider nothing to watch', async () => {
    const chat = chatOf('outsider')
    assert.match(text(await press('outsider', await write('outsider', chat, 'watch low since:4h'))), /nothing to watch for you/)
  })

  it('takes no press of another’s notice, nor of another conversation', async () => {
    const notice = await write('lead', GENERAL, 'watch low')
    const draftId = /"draftId":"([0-9a-f]{16})"/.exec(JSON.stringify(notice.cards))?.[1]
    const elsewhere = await write('outsider', chatOf('outsider'), 'watch low')
    assert.match(text(await whole.click('outsider', elsewhere, 'confirm-draft', { data: { draftId } })), /decided already/)
  })

  it('sets where its own reports go, by a lead', async () => {
    const notice = await write('lead', GENERAL, 'operator here')
    assert.match(text(await press('responder', notice)), /Only somebody with the role Lead/)
    assert.match(text(await press('lead', notice)), /reports come here now/)
    await whole.saying(GENERAL, 'come here now · Lena Lead')
  })

  for (const said of ['operator here', 'digest on', 'stop actions']) {
    it(`does "${said}" for nobody else, not even in their own chat`, async () => {
      const notice = await write('responder', chatOf('responder'), said)
      assert.match(text(await press('responder', notice)), /Only somebody with the role Lead/)
    })
  }

  it('says what is wrong with a command', async () => {
    assert.match(JSON.stringify((await write('lead', GENERAL, 'watch critical')).cards), /is no severity/)
  })

  it('signs out', async () => {
    const chat = chatOf('responder')
    const notice = await write('responder', chat, 'watch high')
    await press('responder', notice)
    await write('responder', chat, 'sign out')
    await whole.saying(chat, 'You are signed out')
    const again = await write('responder', chat, 'watch high')
    const answer = await whole.click('responder', again, 'confirm-draft')
    assert.match(text(answer), /loginRequest/)
  })

  it('is in the audit: who set or ended what, who was refused, who signed out', () => {
    const told = readFileSync(whole.demo.logFile, 'utf8')
      .split('\n')
      .flatMap((line) => (line.includes('"event":"audit.') ? JSON.parse(line) : []))
    const by = (account: string, event: string) =>
      told.filter((line) => line.event === `audit.${event}` && line.person === accountBy(account).oid).length
    assert.deepEqual(
      [by('lead', 'rule.added'), by('lead', 'rule.removed'), by('lead', 'operator.set'), by('responder', 'session.ended')],
      [1, 1, 1, 1],
    )
    assert.deepEqual([by('responder', 'click.refused'), by('workstations', 'click.refused')], [5, 1])
    assert.ok(told.every(({ seq, hash, detail }) => seq > 0 && hash.length === 64 && detail.tid === TENANT_ID))
  })
})

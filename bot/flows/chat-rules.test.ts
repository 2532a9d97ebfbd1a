import assert from 'node:assert/strict'
import type { Alert } from '../domain/alert.ts'
import type { Case } from '../domain/case.ts'
import type { ActivityId, AlertId, CaseId, ConversationId, MachineId, PersonId, RuleId } from '../domain/ids.ts'
import type { Inbound } from '../domain/inbound.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Rule } from '../domain/rule.ts'
import type { Store } from '../records.ts'
import { onEveryStore } from '../test/every-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, sampleRule } from '../test/samples.ts'
import { answerMessage } from './answer-message.ts'
import { machinesOfIncident } from './answer-several.ts'
import { confirmRules } from './confirm-rules.ts'
import { pauseRules } from './pause-rules.ts'
import { settleMachine } from './settle-cases.ts'
import { takeAlerts } from './take-alerts.ts'

const AT = sampleRule().createdAt
const DAY_MS = 24 * 60 * 60_000
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const chatOf = (person: string) =>
  sampleConversation({ id: `a:${person}` as ConversationId, kind: 'personal', team: null, name: person, personId: person })
const CHAT = chatOf(ROBIN.id)
const OTHERS = chatOf('oid-lena')
const RULE = sampleRule({ conversationId: CHAT.id, machineGroups: ['Servers', 'Workstations'], createdBy: ROBIN.id })
const WORKSTATION = sampleMachine({ id: '9'.repeat(40) as MachineId, machineGroup: 'Workstations' })
const CASE = sampleCase({ conversationId: CHAT.id, ruleId: RULE.id, activityId: '17' as ActivityId })

onEveryStore('Rules of a 1:1 chat', (given) => {
  let store: Store
  let now: Instant
  let ids = 0

  beforeEach(async () => {
    store = await given().open()
    now = plusMs(AT, DAY_MS)
    for (const one of [CHAT, OTHERS, sampleConversation()]) await store.saveConversation(one)
    await store.addRule(RULE)
    await store.addRule(sampleRule({ id: 'r-lena' as RuleId, conversationId: OTHERS.id }))
    await store.addRule(sampleRule({ id: 'r-channel' as RuleId }))
    await store.saveAlerts([sampleAlert()], 1)
    await place(CASE)
    await store.saveMachines([sampleMachine(), WORKSTATION])
  })

  const place = async (one: Case) => {
    await store.saveCases([one])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: one.conversationId, caseId: one.id }])
  }
  const confirm = (...shown: (string | null)[]) => confirmRules({ store, now: () => now }, ROBIN, shown)
  const take = (alert: Alert) => {
    const ports = {
      store,
      now: () => now,
      keptSince: () => AT,
      newId: () => `${++ids}`.padStart(24, 'n'),
      freshenMachines: async () => undefined,
    }
    return takeAlerts(ports, [alert], AbortSignal.timeout(5000), 'soon', async () => undefined)
  }
  const pause = () => pauseRules({ store, now: () => now })
  const rule = async (): Promise<Rule | undefined> => (await store.rules()).find(({ id }) => id === RULE.id)
  const audited = async () => (await store.audit(9)).map(({ event, person }) => [event, person?.id ?? null])
  const isHidden = async () => (await store.caseFile(CASE.id, 1))?.hidden
  /** What is queued, by conversation: a notice's title, or what else it is. */
  const queued = async () =>
    (await store.claim(plusMs(now, 60_000), [], 9)).map(({ conversationId, content }) => [
      conversationId,
      content.what === 'notice' ? [content.notice.title, ...content.notice.lines].join(' | ') : content.what,
    ])

  it('are confirmed without a word while Defender shows the same', async () => {
    await confirm('Workstations', 'Servers', 'Executives')
    assert.deepEqual(await rule(), { ...RULE, confirmedAt: now })
    assert.deepEqual([await audited(), await queued(), await isHidden()], [[], [], false])
  })

  it('are narrowed to what Defender shows now, on record and told in the chat, once', async () => {
    await confirm('Servers')
    await confirm('Servers')
    assert.deepEqual((await rule())?.machineGroups, ['Servers'])
    assert.deepEqual(await audited(), [['rule.narrowed', ROBIN.id]])
    assert.deepEqual(await queued(), [
      [CHAT.id, 'I watch what Defender shows you | Now: Informational severity and up · Any status · Machine groups Servers'],
    ])
  })

  it('stay as they are for a machine group that has no machine just now', async () => {
    await store.saveMachines([{ ...WORKSTATION, machineGroup: null }])
    await confirm('Servers')
    assert.deepEqual([(await rule())?.machineGroups, await audited()], [['Servers', 'Workstations'], []])
  })

  it('end with the last machine group, and nobody else’s do', async () => {
    await confirm()
    assert.deepEqual(
      (await store.rules()).map(({ id }) => id),
      ['r-channel', 'r-lena'],
    )
    assert.deepEqual(await audited(), [['rule.removed', ROBIN.id]])
    const [, told] = (await queued())[0] ?? []
    assert.match(told ?? '', /Ended: Informational severity/)
    assert.equal(await isHidden(), true)
  })

  it('have the card follow, of what they no longer admit', async () => {
    await confirm('Workstations')
    assert.equal(await isHidden(), true)
    const [notice, ...others] = await queued()
    assert.match(notice?.[1] ?? '', /Machine groups Workstations/)
    assert.deepEqual(others, []) // one at a time in a conversation
    assert.equal((await store.counts()).due, 1)
  })

  it('hide the card of a machine that has moved to a group that they do not admit', async () => {
    assert.equal(await isHidden(), false)
    await store.saveMachines([sampleMachine({ machineGroup: 'Executives' })])
    assert.equal(await isHidden(), true)
  })

  it('show an alert that they admit on a card of its own, where the incident’s is hidden', async () => {
    await store.saveAlerts([sampleAlert({ machineGroup: 'Executives' })], 1)
    assert.equal(await isHidden(), true)
    const another = sampleAlert({ id: 'another' as AlertId, createdAt: now, updatedAt: now })
    await take(another)
    const [joined] = (await store.joined([another.id])).filter(({ conversationId }) => conversationId === CHAT.id)
    assert.notEqual(joined?.caseId, CASE.id)
    assert.deepEqual(
      (await queued()).filter(([id]) => id === CHAT.id),
      [[CHAT.id, 'card']],
    )
    assert.equal((await store.caseFile(joined!.caseId, 1))?.hidden, false)
    const next = sampleAlert({ id: 'next' as AlertId, createdAt: now, updatedAt: now })
    await take(next)
    assert.ok((await store.joined([next.id])).some(({ caseId }) => caseId === joined?.caseId))
  })

  it('hide the card whose alert names such a group, which is then told as no more than that', async () => {
    const moved = sampleAlert({ version: 'moved', machineGroup: 'Executives', severity: 'High', updatedAt: now })
    await store.saveCases([{ ...CASE, severityRank: 2 }])
    await take(moved)
    assert.equal(await isHidden(), true)
    assert.deepEqual(
      (await queued()).filter(([id]) => id === CHAT.id),
      [[CHAT.id, 'card']],
    )
    assert.equal((await store.counts()).due, 0) // and no reply that it got worse
  })

  it('leave what they do not admit out of the digest, and of what is asked of several machines', async () => {
    const file = (await store.caseFile(CASE.id, 1))!
    const told = async () => [(await store.digestCounts(CHAT.id, AT)).machines, await machinesOfIncident(store, file)]
    assert.deepEqual(await told(), [[CASE.machineId], [CASE.machineId]])
    await store.saveMachines([sampleMachine({ machineGroup: 'Executives' })])
    assert.deepEqual(await told(), [[], []])
  })

  it('bring no first card of what they do not admit', async () => {
    await store.saveCases([{ ...CASE, activityId: null }])
    await store.saveMachines([sampleMachine({ machineGroup: 'Executives' })])
    await store.transaction((records) => settleMachine(records, sampleMachine().id, now, null))
    assert.deepEqual(await queued(), [])
  })

  it('say nothing of what a channel shows', async () => {
    const inChannel = { ...sampleCase(), id: 'd'.repeat(24) as CaseId }
    await place(inChannel)
    await store.saveMachines([sampleMachine({ machineGroup: 'Executives' })])
    assert.equal((await store.caseFile(inChannel.id, 1))?.hidden, false)
  })

  it('pause after seven days, on record and told once; a channel’s never do', async () => {
    now = plusMs(AT, 7 * DAY_MS - 1)
    assert.equal(await pause(), 0)
    now = plusMs(AT, 7 * DAY_MS)
    assert.deepEqual([await pause(), await pause()], [2, 0])
    assert.deepEqual(await audited(), [
      ['rule.paused', null],
      ['rule.paused', null],
    ])
    const told = await queued()
    assert.deepEqual(told.map(([id]) => id).sort(), [OTHERS.id, CHAT.id].sort())
    assert.match(told[0]?.[1] ?? '', /I watch nothing here for now \| .*open the tab, or send "rules"/)
    assert.deepEqual([(await rule())?.confirmedAt, await isHidden()], [null, true])
  })

  it('go on from when they are confirmed again, and the cards with them', async () => {
    now = plusMs(AT, 7 * DAY_MS)
    await pause()
    now = plusMs(AT, 9 * DAY_MS)
    await confirm('Workstations', 'Servers')
    assert.deepEqual(await rule(), { ...RULE, since: now, confirmedAt: now })
    assert.deepEqual((await audited())[0], ['rule.gone-on', ROBIN.id])
    assert.equal(await isHidden(), false)
  })

  it('are listed with a button to go on while one pauses, in no channel', async () => {
    const ports = {
      store,
      tokens: { signOut: async () => undefined },
      now: () => now,
      newId: () => 'e'.repeat(16),
      helpText: () => '',
    }
    const from = { personId: ROBIN.id, name: ROBIN.name }
    const ask = async (kind: 'channel' | 'personal', conversationId: ConversationId, key: string) => {
      const origin = { ...CHAT, conversationId, kind, channel: null, threadId: null, from }
      await answerMessage(ports, {
        is: 'message',
        origin,
        activityId: key,
        text: 'rules',
        submitted: false,
      } as unknown as Inbound)
      const sent = (await store.claim(plusMs(now, 60_000), [], 9)).find((one) => one.key === `notice:${key}`)
      assert.ok(sent?.content.what === 'notice')
      await store.sent(sent, null, now)
      return [sent.content.notice.lines[0]?.includes('Paused'), sent.content.notice.buttons.map(({ title }) => title)]
    }
    assert.deepEqual(await ask('personal', CHAT.id, '1'), [false, []])
    for (const one of await store.rules()) await store.replaceRule({ ...one, confirmedAt: null })
    assert.deepEqual(await ask('personal', CHAT.id, '2'), [true, ['Go on']])
    assert.deepEqual(await ask('channel', sampleConversation().id, '3'), [false, []])
    assert.deepEqual((await store.draft('e'.repeat(16) as never, now))?.change, { do: 'go-on' })
  })
})

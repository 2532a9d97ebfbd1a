import assert from 'node:assert/strict'
import type { MachineId, RuleId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { approvalWorld, CASE, cardOf, MINUTE, NOW, OPERATORS, PEOPLE, wordsOf } from '../test/approval-world.ts'
import { sampleAlert, sampleCase, sampleConversation, samplePolicy, sampleRule } from '../test/samples.ts'

describe('what policy holds', () => {
  const world = approvalWorld()
  const { press, ask, events, queued } = world

  it('is said before it is asked, and asked in place of the act', async () => {
    assert.deepEqual(cardOf(await press('robin', 'isolate')), { confirm: 'second-person' })
    const reply = await press('robin', 'confirm-isolate', { reason: 'Credential dumping', isolationType: 'Selective' })

    assert.deepEqual(cardOf(reply), { case: CASE.id, approval: 'waiting', is: 'unknown' })
    assert.deepEqual(world.defender.requests, [])
    const [approval] = await world.store.waitingApprovals()
    assert.deepEqual(
      [approval?.request.isolationType, approval?.because, approval?.endsAt],
      ['Selective', ['its device value is High'], plusMs(NOW, 30 * MINUTE)],
    )
    assert.deepEqual(await events(), ['approval.asked'])
  })

  it('is not asked twice: another wish for the machine finds the one that waits', async () => {
    const approval = await ask()
    const reply = await press('rita', 'confirm-isolate', { reason: 'The same', isolationType: 'Selective' })
    assert.deepEqual(cardOf(reply), { case: CASE.id, approval: 'waiting', is: 'unknown' })
    assert.deepEqual(await world.store.waitingApprovals(), [approval])
  })

  it('is told in the channel, and mentions whom policy names', async () => {
    world.policy = {
      ...world.policy,
      secondPerson: { ...world.policy.secondPerson, tell: { id: 'leads@fabrikam.example', name: 'SOC leads' } },
    }
    await ask()
    const notice = (await queued(CASE.conversationId)).find(({ key }) => key.startsWith('notice:approval'))
    assert.match(JSON.stringify(notice), /Robin asks for a second person: Isolate srv-db-02/)
    assert.match(JSON.stringify(notice), /"mention":\{"id":"leads@fabrikam\.example"/)
  })

  it('is told the operators when it is asked in somebody’s own chat, where nobody else could answer', async () => {
    const conversationId = 'a:robin' as typeof CASE.conversationId
    const chat = sampleConversation({ id: conversationId, kind: 'personal', personId: PEOPLE.robin.id, team: null })
    const own = sampleCase({ id: 'd'.repeat(24) as typeof CASE.id, conversationId })
    await world.store.saveConversation(chat)
    await world.store.addRule(sampleRule({ id: 'r-chat' as RuleId, conversationId }))
    await world.store.saveCases([own])
    await world.store.joinAlerts([{ alertId: sampleAlert().id, conversationId, caseId: own.id }])
    await press('robin', 'confirm-isolate', { caseId: own.id, reason: 'At home' }, { conversationId, kind: 'personal' })
    const told = (await world.store.claim(world.now, [], 9)).filter(({ key }) => key.startsWith('notice:approval'))
    assert.deepEqual(
      told.map((one) => one.conversationId),
      [OPERATORS],
    )
    assert.match(JSON.stringify(told), /at the top of the tab’s list until 12:30 UTC/)
  })

  it('is told the operators when the bot is not in the channel any more that it was asked in', async () => {
    await world.store.saveConversation(sampleConversation({ id: CASE.conversationId, state: 'parked' }))
    await ask()
    const told = (await queued(OPERATORS)).filter(({ key }) => key.startsWith('notice:approval'))
    assert.equal(told.length, 1)
  })

  it('is not said to be asked of Defender yet, to whoever has no chat to be told of the package in', async () => {
    world.policy = samplePolicy({ verbs: { ...samplePolicy().verbs, collect: 'two people' } })
    assert.match(wordsOf(await press('robin', 'confirm-collect')), /^Approval is asked for\. You have no chat with me/)
    world.policy = samplePolicy()
    assert.match(wordsOf(await press('rita', 'confirm-collect')), /^It is asked for\. You have no chat with me/)
  })

  it('is refused as it stands where policy never lets it be done', async () => {
    world.policy = samplePolicy({ never: { ...world.policy.never, deviceValues: ['High'] } })
    assert.match(wordsOf(await press('robin', 'isolate')), /Policy does not allow this from here: its device value is High/)
    assert.match(wordsOf(await press('robin', 'confirm-isolate')), /Nothing was done/)
    assert.deepEqual(await events(), ['click.refused', 'policy.held'])
    assert.deepEqual(await world.store.waitingApprovals(), [])
  })

  it('lets one person have the last machine of the hour once, however many taps come at once', async () => {
    const { secondPerson } = samplePolicy()
    world.policy = samplePolicy({ secondPerson: { ...secondPerson, machinesAnHour: { byOnePerson: 1, inTheTenant: null } } })
    const digits = ['1', '2', '3', '4']
    await world.store.saveAlerts(
      digits.map((digit) =>
        sampleAlert({ id: `a${digit}` as never, machine: { id: digit.repeat(40) as MachineId, name: digit } }),
      ),
      1,
    )
    const cases = digits.map((digit) =>
      sampleCase({ id: digit.repeat(24) as never, incidentId: null, machineId: digit.repeat(40) as MachineId }),
    )
    await world.store.saveCases(cases)
    await world.store.joinAlerts(
      cases.map(({ id, conversationId }, at) => ({ caseId: id, conversationId, alertId: `a${digits[at]}` as never })),
    )
    await Promise.all(cases.map(({ id }) => press('robin', 'confirm-isolate', { caseId: id, reason: 'All at once' })))
    assert.deepEqual(world.defender.requests, ['isolate'])
    assert.equal((await world.store.waitingApprovals()).length, 3)
  })
})

import assert from 'node:assert/strict'
import type { Approval } from '../domain/approval.ts'
import { BotError } from '../domain/error.ts'
import { plusMs } from '../domain/instant.ts'
import { approvalWorld, CASE, cardOf, MINUTE, type Name, NOW, OPERATORS, PEOPLE, wordsOf } from '../test/approval-world.ts'
import { sampleAlert, sampleCase, sampleMachine } from '../test/samples.ts'
import { stopActions } from './stop-actions.ts'

const MACHINE = sampleMachine().id

describe('a request for a second person', () => {
  const world = approvalWorld()
  const { press, ask, answer, events, queued } = world
  const stop = (stopped: boolean) =>
    stopActions({ records: world.store, policy: world.policy, now: () => world.now }, PEOPLE.leo, stopped)

  it('is carried out to the letter as whoever approves, with both in the comment and on record', async () => {
    const approval = await ask({ isolationType: 'Selective' })
    assert.deepEqual(cardOf(await answer('lena', 'approve', approval)), { approve: approval.id, alone: null })
    const reply = await answer('lena', 'confirm-approve', approval, { isolationType: 'Full', reason: 'mine' })

    assert.deepEqual(cardOf(reply), { case: CASE.id, approval: null, is: 'isolating' })
    assert.deepEqual(world.defender.requests, ['isolate'])
    assert.match(world.defender.actions[0]?.comment ?? '', /^Credential dumping \(asked by Robin, approved by Lena\) \[PocketSOC/)
    assert.equal((await world.store.approval(approval.id))?.state, 'approved')
    const asked = (await world.store.audit(50)).find(({ event }) => event === 'action.asked')
    assert.deepEqual(
      [asked?.person?.id, asked?.detail['askedBy'], asked?.detail['isolationType'], asked?.detail['approval']],
      [PEOPLE.lena.id, PEOPLE.robin.id, 'Selective', approval.id],
    )
    assert.ok((await events()).includes('approval.approved'))
    const { containment } = (await world.store.caseFile(CASE.id, 1))!
    assert.equal('asked' in containment && containment.asked.by, 'Robin (approved by Lena)')
  })

  const reason = 'Nobody else is awake'

  for (const [how, by] of [
    ['confirm-approve', 'lena'],
    ['confirm-break-glass', 'leo'],
  ] as const)
    it(`leaves the isolation with whoever asked: after ${how} too, they are its owner`, async () => {
      await answer(by, how, await ask(), { reason })
      assert.deepEqual((await world.store.reviewOf(MACHINE))?.owner, PEOPLE.robin)
    })

  const refused: { what: string; asker?: Name; by: Name; verb: string; more?: object; words: RegExp }[] = [
    {
      what: 'approved by whoever asked',
      asker: 'lena',
      by: 'lena',
      verb: 'confirm-approve',
      words: /You asked for this yourself/,
    },
    { what: 'approved by somebody who is no lead', by: 'rita', verb: 'confirm-approve', words: /needs the app role Lead/ },
    { what: 'declined by somebody who is no lead', by: 'rita', verb: 'decline', words: /needs the app role Lead/ },
    {
      what: 'gone past by somebody whom policy does not name',
      by: 'rita',
      verb: 'confirm-break-glass',
      more: { reason },
      words: /needs the app role Lead/,
    },
    { what: 'gone past without a reason', by: 'lena', verb: 'confirm-break-glass', words: /Say why it cannot wait/ },
  ]

  for (const { what, asker, by, verb, more, words } of refused) {
    it(`is not ${what}`, async () => {
      const approval = await ask({}, asker)
      assert.match(wordsOf(await answer(by, verb, approval, more)), words)
      assert.deepEqual(world.defender.requests, [])
      assert.equal((await world.store.waitingApprovals()).length, 1)
      assert.equal((await events()).at(-1), 'click.refused')
    })
  }

  it('offers a lead who asked to go on alone instead', async () => {
    const step = cardOf(await answer('lena', 'approve', await ask({}, 'lena')))
    assert.match(JSON.stringify(step), /"alone":"You asked for this yourself/)
  })

  it('is gone past loudly: with the reason, an entry of its own, the operators and the channel told', async () => {
    const approval = await ask()
    await answer('leo', 'confirm-break-glass', approval, { reason })

    assert.match(
      world.defender.actions[0]?.comment ?? '',
      /^Credential dumping\. Without a second person: Nobody else is awake \(asked by Robin, without a second person by Leo\)/,
    )
    assert.equal((await world.store.approval(approval.id))?.state, 'bypassed')
    assert.ok((await events()).includes('approval.bypassed'))
    const told = await queued(OPERATORS)
    assert.match(JSON.stringify(told), /Without a second person: isolate srv-db-02\.fabrikam\.example, by Leo/)
    assert.match(JSON.stringify(told), /Nobody else is awake/)
  })

  it('tells the case’s channel when it was gone past, with the mention of its rule', async () => {
    await answer('leo', 'confirm-break-glass', await ask(), { reason })
    const notice = (await queued(CASE.conversationId)).find(({ key }) => key.startsWith('notice:bypassed'))
    assert.match(JSON.stringify(notice), /"mention":\{"id":"oncall@fabrikam\.example","name":"On call"\}/)
  })

  it('is answered on its own card only', async () => {
    const approval = await ask()
    const other = sampleCase({ id: 'd'.repeat(24) as typeof CASE.id, incidentId: null })
    const alert = sampleAlert({ id: 'another' as never })
    await world.store.saveAlerts([alert], 1)
    await world.store.saveCases([other])
    await world.store.joinAlerts([{ alertId: alert.id, conversationId: CASE.conversationId, caseId: other.id }])
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval, { caseId: other.id })), /not one of mine/)
    assert.match(
      wordsOf(await answer('lena', 'confirm-approve', { ...approval, id: 'f'.repeat(16) as never })),
      /not one of mine/,
    )
    assert.deepEqual(world.defender.requests, [])
  })

  it('is answered in its own conversation only', async () => {
    const { id: approvalId } = await ask()
    const pressed = await press('lena', 'confirm-approve', { approvalId }, { conversationId: OPERATORS })
    assert.match(wordsOf(pressed), /its card is from another place/)
    assert.deepEqual(world.defender.requests, [])
    assert.equal((await events()).at(-1), 'click.refused')
  })

  it('is answered by nobody who is not signed in: they are asked to, for this button of this request alone', async () => {
    const approval = await ask()
    for (const verb of ['approve', 'confirm-approve', 'decline', 'confirm-break-glass']) {
      world.meanwhile = () => Promise.reject(new BotError('sign-in-needed', 'no session'))
      const asked = await answer('lena', verb, approval, { reason })
      assert.ok(asked.is === 'sign-in' && asked.url.endsWith(`?${PEOPLE.lena.id}&${verb}:${approval.id}`))
    }
    assert.deepEqual([(await world.store.waitingApprovals()).length, world.defender.requests], [1, []])
  })

  it('is over when its time is, whether the clock told so before or not', async () => {
    const approval = await ask()
    world.now = plusMs(NOW, 30 * MINUTE)
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /request is over\. Nothing was done/)
    assert.equal((await world.store.approval(approval.id))?.state, 'expired')
    assert.deepEqual(world.defender.requests, [])
  })

  it('is over when the machine has moved on', async () => {
    const approval = await ask()
    await world.store.raiseGeneration(MACHINE, 'containment')
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval, { nonce: 1 })), /request is over/)
    assert.equal((await world.store.approval(approval.id))?.state, 'overtaken')
    assert.deepEqual(world.defender.requests, [])
  })

  it('is not carried out once somebody declined it', async () => {
    const approval = await ask()
    await answer('leo', 'decline', approval)
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /was declined by Leo already/)
    assert.deepEqual(world.defender.requests, [])
  })

  const ends: [string, string, (approval: Approval) => Promise<unknown>][] = [
    ['somebody declines it', 'declined', (approval) => answer('leo', 'decline', approval)],
    ['its time ends', 'waiting', async () => (world.now = plusMs(NOW, 30 * MINUTE))],
    ['the machine moves on', 'waiting', () => world.store.raiseGeneration(MACHINE, 'containment')],
  ]

  for (const [what, state, happens] of ends) {
    it(`is not carried out when ${what} while it is being approved`, async () => {
      const approval = await ask()
      world.meanwhile = () => happens(approval)
      assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /moved on, or somebody else was first/)
      assert.equal((await world.store.approval(approval.id))?.state, state)
      assert.deepEqual(world.defender.requests, [])
    })
  }

  it('that two leads approve at once is one action', async () => {
    const approval = await ask()
    await Promise.all([answer('lena', 'confirm-approve', approval), answer('leo', 'confirm-approve', approval)])
    assert.deepEqual(world.defender.requests, ['isolate'])
    assert.equal((await events()).filter((event) => event === 'approval.approved').length, 1)
  })

  it('is not carried out while actions are stopped, and can be once they go on', async () => {
    const approval = await ask()
    await stop(true)
    assert.match(wordsOf(await answer('lena', 'approve', approval)), /Leo has stopped all actions/)
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /Leo has stopped all actions/)
    assert.match(wordsOf(await answer('lena', 'confirm-break-glass', approval, { reason })), /stopped all actions/)
    assert.deepEqual(world.defender.requests, [])
    await stop(false)
    await answer('lena', 'confirm-approve', approval)
    assert.deepEqual(world.defender.requests, ['isolate'])
  })

  it('is withdrawn by whoever asked, and declined by a lead', async () => {
    const first = await ask()
    assert.deepEqual(cardOf(await answer('robin', 'decline', first)), { case: CASE.id, approval: null, is: 'unknown' })
    const second = await ask()
    await answer('lena', 'decline', second)
    assert.deepEqual(
      [(await world.store.approval(first.id))?.state, (await world.store.approval(second.id))?.state],
      ['withdrawn', 'declined'],
    )
    assert.match(wordsOf(await answer('leo', 'confirm-approve', second)), /was declined by Lena already/)
  })
})

import assert from 'node:assert/strict'
import { wanted } from '../domain/action-kind.ts'
import type { IntentId, MachineId } from '../domain/ids.ts'
import { markedComment } from '../domain/machine-action.ts'
import { approvalWorld, CASE, cardOf, NOW, wordsOf } from '../test/approval-world.ts'
import { sampleConversation, sampleIntent, sampleMachine, samplePolicy } from '../test/samples.ts'
import { noteListed } from './note-actions.ts'

const MACHINE = sampleMachine().id
const BY_ANNA = { requestor: 'anna@fabrikam.example', source: 'Portal', status: 'Succeeded' } as const

describe('what Defender lists at a tap', () => {
  const world = approvalWorld()
  const { press, ask, answer, events, queued } = world
  const generation = () => world.store.generation(MACHINE, 'containment')
  const note = () => world.store.transaction((records) => noteListed(records, MACHINE, world.defender.actions, world.now))

  describe('once it was looked at', () => {
    beforeEach(async () => {
      world.policy = samplePolicy()
      await world.store.setCursor('actions-read', NOW)
    })

    it('is on record and on every card: what was isolated in the portal is not isolated again', async () => {
      world.defender.add(BY_ANNA)
      assert.deepEqual(cardOf(await press('robin', 'isolate')), { case: CASE.id, approval: null, is: 'isolated' })
      assert.deepEqual(await events(), ['machine-action.Succeeded', 'review.begun'])
      assert.equal(await generation(), 1)
      assert.deepEqual(
        (await queued(CASE.conversationId)).map(({ key }) => key),
        [`card:${CASE.id}`],
      )
    })

    it('ends a wish from before a release in the portal, and nothing is sent', async () => {
      assert.deepEqual(cardOf(await press('robin', 'isolate')), { confirm: 'allowed' })
      for (const type of ['Isolate', 'Unisolate']) world.defender.add({ ...BY_ANNA, type })

      assert.match(
        wordsOf(await press('robin', 'confirm-isolate')),
        /^The machine has moved on since you looked\. Nothing was done\.$/,
      )

      assert.deepEqual(world.defender.requests, [])
      const refused = (await world.store.audit(9)).find(({ event }) => event === 'action.refused')
      assert.equal(refused?.detail['refusal'], 'overtaken')
      await press('robin', 'confirm-isolate', { nonce: await generation() })
      assert.deepEqual(world.defender.requests, ['isolate'])
    })

    it('is what the confirm step is about: its button is good for what has just ended', async () => {
      await press('robin', 'confirm-isolate')
      world.defender.change(world.defender.actions[0]!.id, { status: 'Succeeded' })
      assert.deepEqual(cardOf(await press('robin', 'unisolate', { nonce: 1 })), { confirm: 'allowed' })
      assert.equal(await generation(), 2)
      await press('robin', 'confirm-unisolate', { nonce: 2 })
      assert.deepEqual(world.defender.requests, ['isolate', 'unisolate'])
    })

    it('ends a request for a second person that it has overtaken, when it is looked at', async () => {
      await world.store.setCursor('actions-read', null)
      world.policy = samplePolicy({
        secondPerson: { ...world.policy.secondPerson, where: { ...world.policy.never, deviceValues: ['High'] } },
      })
      const approval = await ask()
      await world.store.setCursor('actions-read', NOW)
      world.defender.add(BY_ANNA)
      assert.match(wordsOf(await answer('lena', 'approve', approval)), /request is over\. Nothing was done/)
      assert.equal((await world.store.approval(approval.id))?.state, 'overtaken')
    })

    it('tells what became of a package whose answer was lost, and whoever asked for it', async () => {
      const chat = sampleConversation({ id: 'a:robin' as never, kind: 'personal', personId: 'oid-robin' as never })
      await world.store.saveConversation(chat)
      const id = '00000000000000dd' as IntentId
      await world.store.addIntent(sampleIntent({ id, ...wanted('collect'), state: 'unknown', askedAt: NOW }))
      const type = 'CollectInvestigationPackage'
      const action = world.defender.add({ type, status: 'Succeeded', comment: markedComment('Why', id) })
      await note()
      const intent = await world.store.intent(id)
      assert.deepEqual([intent?.state, intent?.actionId], ['accepted', action.id])
      assert.deepEqual(
        (await queued(chat.id)).map(({ key }) => key),
        [`package:${id}`],
      )
    })

    it('counts for the machine that was asked about, and for no other', async () => {
      const other = 'f'.repeat(40) as MachineId
      world.defender.add({ ...BY_ANNA, machineId: other })
      await note()
      assert.deepEqual([await world.store.actionsOfMachine(other, 9), await events()], [[], []])
    })
  })

  it('is no news before the first look, which is at the past', async () => {
    world.policy = samplePolicy()
    world.defender.add(BY_ANNA)
    assert.deepEqual(cardOf(await press('robin', 'isolate')), { confirm: 'allowed' })
    assert.deepEqual([await world.store.actionsOfMachine(MACHINE, 9), await generation(), await events()], [[], 0, []])
  })
})

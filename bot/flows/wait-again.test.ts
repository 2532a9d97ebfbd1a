import assert from 'node:assert/strict'
import type { Approval } from '../domain/approval.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, ApprovalId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { approvalWorld, CASE, cardOf, MINUTE, NOW, OPERATORS, PEOPLE, wordsOf } from '../test/approval-world.ts'
import { sampleConversation, sampleMachine, samplePolicy } from '../test/samples.ts'
import { endApprovals } from './end-approvals.ts'
import { followActions, recoverIntents } from './follow-actions.ts'

const MACHINE = sampleMachine().id
const NO = new BotError('forbidden', 'no')
const BUSY = new BotError('throttled', 'later')

describe('a request whose answer Defender refused', () => {
  const world = approvalWorld()
  const { press, ask, answer, events, queued } = world
  const present = async ({ id }: Approval) => (await world.store.approval(id))!
  const look = () => endApprovals({ store: world.store, now: () => world.now })
  const reason = 'Nobody else is awake'

  it('waits again for another lead, as it was and until the same time, and that is on record', async () => {
    const asked = await ask({ isolationType: 'Selective' })
    world.defender.failBefore = NO
    assert.match(
      wordsOf(await answer('lena', 'confirm-approve', asked)),
      /^Defender refused\. .* Nothing was done\. The request still waits for a second person\.$/,
    )
    assert.deepEqual(await present(asked), { ...asked, request: { ...asked.request, generation: 1 } })
    const [, reopened, refused] = await world.store.audit(3)
    assert.deepEqual([refused?.event, reopened?.event], ['action.refused', 'approval.reopened'])
    assert.deepEqual(reopened?.detail, {
      approval: asked.id,
      verb: 'isolate',
      askedBy: PEOPLE.robin.id,
      refusal: 'defender-refused',
    })
    assert.equal(reopened?.intentId, refused?.intentId)

    assert.equal((cardOf(await answer('leo', 'confirm-approve', asked)) as { is: string }).is, 'isolating')
    assert.deepEqual(world.defender.requests, ['isolate'])
    assert.match(world.defender.actions[0]?.comment ?? '', /\(asked by Robin, approved by Leo\)/)
    const { state, endedBy } = await present(asked)
    assert.deepEqual([state, endedBy], ['approved', PEOPLE.leo])
  })

  it('keeps Approve on its card: that is not drawn without the request in between, and follows when the refusal was read', async () => {
    await world.store.cardPosted(CASE.id, 'card-1' as ActivityId, NOW)
    const asked = await ask()
    for (const delivery of await queued(CASE.conversationId)) await world.store.sent(delivery, null, NOW)
    world.defender.during = async () => assert.deepEqual(await queued(CASE.conversationId), [])
    world.defender.failBefore = NO
    await answer('lena', 'confirm-approve', asked)
    assert.deepEqual(await queued(CASE.conversationId), [])
    world.now = plusMs(NOW, MINUTE)
    assert.deepEqual(
      (await queued(CASE.conversationId)).map(({ key }) => key),
      [`card:${CASE.id}`],
    )
    assert.deepEqual((await world.store.caseFile(CASE.id, 1))?.approvals, [await present(asked)])
  })

  it('is on its card at once when the refusal came late, and whoever was refused is told that it waits', async () => {
    const lenas = 'a:lena' as typeof CASE.conversationId
    const chat = sampleConversation({ id: lenas, kind: 'personal', personId: PEOPLE.lena.id, team: null })
    await world.store.saveConversation(chat)
    await world.store.cardPosted(CASE.id, 'card-1' as ActivityId, NOW)
    const asked = await ask()
    for (const delivery of await queued(CASE.conversationId)) await world.store.sent(delivery, null, NOW)
    world.late = true
    const { promise: refused, resolve } = Promise.withResolvers<void>()
    world.defender.during = () => refused
    world.defender.failBefore = NO
    assert.deepEqual(cardOf(await answer('lena', 'confirm-approve', asked)), { case: CASE.id, approval: null, is: 'asking' })
    world.now = plusMs(NOW, 5000)
    resolve()
    await world.work
    const due = await world.store.claim(world.now, [], 9)
    assert.deepEqual(due.map(({ conversationId }) => conversationId).sort(), [CASE.conversationId, lenas].sort())
    assert.match(JSON.stringify(due), /Nothing was done\. The request still waits for a second person\./)
    assert.deepEqual((await world.store.caseFile(CASE.id, 1))?.approvals, [await present(asked)])
  })

  for (const [what, error] of [
    ['was limiting requests', BUSY],
    ['could not be reached', new BotError('unreachable', 'away')],
  ] as const)
    it(`can be approved by the same lead once more when Defender ${what}`, async () => {
      const asked = await ask()
      world.defender.failReads = error
      assert.match(wordsOf(await answer('lena', 'confirm-approve', asked)), /try again.*The request still waits/)
      world.defender.failReads = null
      await answer('lena', 'confirm-approve', asked)
      assert.deepEqual(world.defender.requests, ['isolate'])
    })

  it('can be approved with the same tap once whoever approves has signed in again', async () => {
    const asked = await ask()
    world.defender.failBefore = new BotError('sign-in-needed', 'more proof')
    const reply = await answer('lena', 'confirm-approve', asked)
    assert.ok(reply.is === 'sign-in' && reply.url.endsWith(`confirm-approve:${asked.id}`))
    await answer('lena', 'confirm-approve', asked)
    assert.deepEqual(world.defender.requests, ['isolate'])
  })

  it('waits again when the process died before Defender was asked', async () => {
    const asked = await ask()
    const { promise: looked, resolve } = Promise.withResolvers<void>()
    world.defender.actionsOf = () => {
      resolve()
      return new Promise(() => undefined)
    }
    void answer('lena', 'confirm-approve', asked)
    await looked
    assert.equal((await present(asked)).state, 'approved')
    await recoverIntents(world.store, world.now)
    assert.equal((await present(asked)).state, 'waiting')
    assert.equal((await events()).at(-1), 'approval.reopened')
  })

  it('waits again when a lead stopped all actions before Defender was asked', async () => {
    const asked = await ask()
    const { actionsOf } = world.defender
    world.defender.actionsOf = async (id) => {
      await world.store.setStop({ by: PEOPLE.leo, at: world.now, except: [] })
      return actionsOf.call(world.defender, id)
    }
    assert.match(wordsOf(await answer('lena', 'confirm-approve', asked)), /stopped all actions.*The request still waits/)
    assert.equal((await present(asked)).state, 'waiting')
  })

  it('ends by the clock as before', async () => {
    const asked = await ask()
    world.defender.failBefore = NO
    await answer('lena', 'confirm-approve', asked)
    await look()
    assert.equal((await present(asked)).state, 'waiting')
    world.now = asked.endsAt
    await look()
    assert.equal((await present(asked)).state, 'expired')
  })

  it('is over when the machine had moved on', async () => {
    const asked = await ask()
    await world.store.setCursor('actions-read', NOW)
    for (const type of ['Isolate', 'Unisolate']) world.defender.add({ type, status: 'Succeeded', source: 'Portal' })
    const words = wordsOf(await answer('lena', 'confirm-approve', asked))
    assert.equal(words, 'The machine has moved on since you looked. Nothing was done.')
    assert.equal((await present(asked)).state, 'approved')
    assert.ok(!(await events()).includes('approval.reopened'))
  })

  it('is over when something else of the kind ended while Defender was asked', async () => {
    const asked = await ask()
    world.defender.during = () => world.store.raiseGeneration(MACHINE, 'containment')
    world.defender.failBefore = NO
    await answer('lena', 'confirm-approve', asked)
    assert.equal((await present(asked)).state, 'approved')
  })

  it('is over when there is nothing left to cancel', async () => {
    world.policy = samplePolicy({ verbs: { ...samplePolicy().verbs, isolate: 'free', cancel: 'two people' } })
    await press('robin', 'confirm-isolate')
    await press('robin', 'confirm-cancel', { nonce: 1, reason: 'A mistake', actionId: world.defender.actions[0]?.id })
    const [asked] = await world.store.waitingApprovals()
    assert.ok(asked)
    world.defender.actions = []
    world.now = plusMs(NOW, 20 * MINUTE)
    assert.match(wordsOf(await answer('lena', 'confirm-approve', asked)), /^It had ended already\. Nothing was cancelled\./)
    assert.equal((await present(asked)).state, 'approved')
  })

  it('is over while it is not known what Defender did, and after', async () => {
    const asked = await ask()
    world.defender.failBefore = new BotError('unclear', 'cut off')
    await answer('lena', 'confirm-approve', asked)
    world.now = plusMs(NOW, 16 * MINUTE)
    await followActions({ store: world.store, actions: world.defender, now: () => world.now }, AbortSignal.timeout(5000))
    assert.ok((await events()).includes('action.lost'))
    assert.equal((await present(asked)).state, 'approved')
  })

  it('is over when somebody asked anew meanwhile', async () => {
    const asked = await ask()
    world.defender.during = async () => {
      await world.store.addApproval({ ...asked, id: 'f'.repeat(16) as ApprovalId, askedBy: PEOPLE.rita })
    }
    world.defender.failBefore = NO
    await answer('lena', 'confirm-approve', asked)
    assert.equal((await present(asked)).state, 'approved')
    assert.deepEqual(
      (await world.store.waitingApprovals()).map(({ askedBy }) => askedBy),
      [PEOPLE.rita],
    )
  })

  const refusedMeanwhile = (asked: Approval) => async () => {
    world.defender.failBefore = NO
    await answer('lena', 'confirm-approve', asked)
  }

  it('is not ended by somebody who looked at it before', async () => {
    const asked = await ask()
    world.meanwhile = refusedMeanwhile(asked)
    assert.deepEqual(cardOf(await answer('leo', 'approve', asked)), { approve: asked.id, alone: null })
    assert.equal((await present(asked)).state, 'waiting')
  })

  it('is not ended by the clock’s look that began before', async () => {
    const asked = await ask()
    const waitingApprovals = async () => {
      const waiting = await world.store.waitingApprovals()
      await refusedMeanwhile(asked)()
      return waiting
    }
    await endApprovals({ store: { ...world.store, waitingApprovals }, now: () => world.now })
    assert.equal((await present(asked)).state, 'waiting')
  })

  describe('to somebody who went on alone', () => {
    const told = async () => (await queued(OPERATORS)).map(({ key }) => key.split(':').slice(0, 2).join(':'))
    const bypass = (asked: Approval) => answer('leo', 'confirm-break-glass', asked, { reason })

    it('tells nobody of what was not sent, and once what was', async () => {
      const asked = await ask()
      world.defender.failReads = BUSY
      assert.match(wordsOf(await bypass(asked)), /The request still waits for a second person\.$/)
      assert.deepEqual(await told(), [])
      world.defender.failReads = null
      await bypass(asked)
      assert.deepEqual(await told(), ['notice:bypass'])
      assert.deepEqual((await present(asked)).state, 'bypassed')
    })

    it('tells of each that was sent, whatever Defender made of it', async () => {
      const asked = await ask()
      world.defender.failBefore = NO
      await bypass(asked)
      await bypass(asked)
      assert.deepEqual(await told(), ['notice:bypass', 'notice:bypass'])
    })

    it('tells nothing where somebody else’s action was under way', async () => {
      const asked = await ask()
      world.defender.add({ source: 'Portal' })
      await bypass(asked)
      assert.deepEqual(world.defender.requests, [])
      assert.deepEqual(await told(), [])
      assert.deepEqual((await present(asked)).state, 'bypassed')
    })
  })
})

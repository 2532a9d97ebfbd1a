import assert from 'node:assert/strict'
import { plusMs } from '../domain/instant.ts'
import { approvalWorld, CASE, MINUTE, NOW } from '../test/approval-world.ts'
import { endApprovals } from './end-approvals.ts'

describe('a request for a second person, in time', () => {
  const world = approvalWorld()
  const { ask, events } = world
  const end = () => endApprovals({ store: world.store, now: () => world.now })

  it('is ended by the clock, and its card follows', async () => {
    const approval = await ask()
    assert.equal(await end(), 30_000)
    world.now = plusMs(NOW, 30 * MINUTE - 5000)
    assert.equal(await end(), 5000)
    const { revision } = (await world.store.cases([CASE.id]))[0]!
    world.now = plusMs(NOW, 30 * MINUTE)
    await end()
    assert.equal((await world.store.approval(approval.id))?.state, 'expired')
    assert.equal((await world.store.cases([CASE.id]))[0]?.revision, revision + 1)
    assert.equal((await events()).at(-1), 'approval.expired')
  })
})

import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import { plusMs } from '../domain/instant.ts'
import { CASE, DAY, HOUR, KIM, MACHINE, NOW, ROBIN, reviewWorld } from '../test/review-world.ts'
import { sampleRule } from '../test/samples.ts'
import { beginMissingReviews } from './ask-reviews.ts'

describe('the review of an isolation', () => {
  const world = reviewWorld()
  const { act, follow, done, review, press, button, events } = world

  it('begins when Defender accepts, is whoever’s asked, and lasts until the machine is released', async () => {
    await act('isolate')
    const begun = await review()
    assert.deepEqual([begun.owner, begun.caseId, begun.dueAt], [ROBIN, CASE.id, plusMs(NOW, DAY)])
    await done()
    assert.deepEqual(await review(), begun)

    await act('unisolate')
    assert.deepEqual(await review(), begun) // asked for is not released
    await done()
    assert.equal(await world.store.reviewOf(MACHINE), null)
    assert.deepEqual(await events(), ['review.begun', 'review.ended'])
  })

  it('is that of whoever asked to contain a machine, too', async () => {
    await act('contain')
    assert.deepEqual([(await review()).owner, (await review()).caseId], [ROBIN, CASE.id])
  })

  it('ends with an isolation that failed, and begins not at all when Defender refused', async () => {
    world.defender.failBefore = new BotError('forbidden', 'no')
    await act('isolate')
    assert.equal(await world.store.reviewOf(MACHINE), null)
    await act('isolate')
    world.defender.change(world.defender.actions.at(-1)!.id, { status: 'Failed' })
    await follow()
    assert.deepEqual(await events(), ['review.begun', 'review.ended'])
  })

  it('comes as soon as the rule of the case says', async () => {
    await world.store.removeRule(sampleRule().id)
    await world.store.addRule(sampleRule({ reviewMs: 8 * HOUR }))
    await act('isolate')
    assert.equal((await review()).dueAt, plusMs(NOW, 8 * HOUR))
  })

  it('is nobody’s for an isolation that was made in the portal, until somebody takes it over', async () => {
    await follow()
    world.now = plusMs(NOW, 60_000)
    world.defender.add({ requestor: 'anna@fabrikam.example', source: 'Portal' })
    await follow()
    assert.equal((await review()).owner, null)
    await press('take-over-review', await button())
    assert.deepEqual((await review()).owner, KIM)
    assert.deepEqual(await events(), ['review.begun', 'review.taken-over'])
  })

  it('stays whoever’s it is when the portal isolates again, whichever of the two is done first', async () => {
    for (const first of [0, 1]) {
      const already = world.defender.actions.length
      await act('isolate')
      const begun = await review()
      world.now = plusMs(world.now, HOUR)
      world.defender.add({ status: 'Pending', source: 'Portal' })
      await follow()
      assert.deepEqual(await review(), begun)
      for (const which of [first, 1 - first]) {
        world.defender.change(world.defender.actions[already + which]!.id, { status: 'Succeeded' })
        await follow()
        assert.deepEqual(await review(), begun)
      }
      await act('unisolate')
      world.now = plusMs(world.now, HOUR)
      await done()
      assert.equal(await world.store.reviewOf(MACHINE), null)
    }
  })

  it('outlasts all the scans that a program runs on the machine', async () => {
    await act('isolate')
    await done()
    const begun = await review()
    world.now = plusMs(NOW, HOUR)
    for (let scans = 0; scans < 250; scans += 1) world.defender.add({ type: 'RunAntiVirusScan', status: 'Succeeded' })
    await follow()
    assert.deepEqual(await review(), begun)
  })

  it('goes over to what isolates the machine after a release, though that was asked for before', async () => {
    await act('isolate')
    await done()
    world.now = plusMs(NOW, 60_000)
    const again = world.defender.add({ status: 'Pending', source: 'Portal' })
    await follow()
    world.now = plusMs(NOW, 2 * 60_000)
    world.defender.add({ type: 'Unisolate', status: 'Succeeded', source: 'Portal' })
    await follow()
    assert.deepEqual([(await review()).id, (await review()).owner], [again.id, null])
    world.now = plusMs(NOW, HOUR)
    world.defender.change(again.id, { status: 'Succeeded' })
    await follow()
    assert.equal((await review()).id, again.id)
  })

  it('goes on, its owner kept, for an isolation that stands and whose review had ended', async () => {
    await act('isolate')
    await done()
    const before = await review()
    await world.store.saveReview({ ...before, endedAt: NOW, revision: 2 })
    await beginMissingReviews({ store: world.store, now: () => world.now })
    assert.deepEqual(await review(), { ...before, revision: 3 })
    assert.deepEqual(await events(), ['review.begun', 'review.reopened'])
  })
})

import assert from 'node:assert/strict'
import type { ConversationId, IncidentId, RuleId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import { ago, alert, HOUR, MINUTE, manyAlerts, NOW, readingWorld } from '../test/reading-world.ts'
import { sampleConversation, sampleRule } from '../test/samples.ts'
import { addRule } from './set-rules.ts'

describe('catching up', () => {
  let world: Awaited<ReturnType<typeof readingWorld>>

  beforeEach(async () => {
    world = await readingWorld()
    await world.store.setCursor('swept', NOW)
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const cursor = (name: 'catch-up' | 'sweep' | 'swept') => world.store.cursor(name)
  /** The service was last reading so long ago. */
  const awayFor = (ms: number) => world.store.setCursor('watermark', ago(ms))

  it('has nothing to read before the first reading, and none when nothing was left', async () => {
    await world.store.setCursor('swept', null)
    assert.equal(await world.catchUp(), null)
    await world.store.setCursor('swept', NOW)
    await world.poll()
    assert.equal(await world.catchUp(), null)
  })

  it('reads all that a long absence left, oldest first, never more than 1,000 at once, hardly any twice', async () => {
    await awayFor(50 * HOUR)
    world.defender.alerts = manyAlerts(5000, 36_000)
    await world.readAll()
    assert.deepEqual(await world.unread(), [])
    assert.equal(await cursor('catch-up'), null)
    assert.ok(world.defender.asked.every(({ most, skip }) => most === 1000 && skip === 0))
    assert.ok(world.defender.asked.length < 40, String(world.defender.asked.length))
  })

  it('goes on where it was after a crash in the middle', async () => {
    await awayFor(50 * HOUR)
    world.defender.alerts = manyAlerts(5000, 36_000)
    await world.poll()
    await world.catchUp()
    const step = await world.catchUp()
    assert.equal(await cursor('catch-up'), step?.readTo)

    world.restart()
    world.defender.asked = []
    await world.readAll()

    assert.deepEqual(await world.unread(), [])
    const older = world.defender.asked.filter(({ from }) => from < (step?.readTo ?? ''))
    assert.deepEqual(older, [])
  })

  it('does not lose its place when the process ends between an answer and its record', async () => {
    await awayFor(50 * HOUR)
    world.defender.alerts = manyAlerts(3000, 60_000)
    await world.poll()
    const before = await cursor('catch-up')
    world.defender.meanwhile = () => {
      throw new Error('the process ends')
    }
    await assert.rejects(world.catchUp())
    assert.equal(await cursor('catch-up'), before)
  })

  it('finds alerts that are changed while they are read', async () => {
    await awayFor(50 * HOUR)
    world.defender.alerts = manyAlerts(3000, 60_000)
    let clock: Instant = NOW
    let n = 0
    world.defender.meanwhile = () => {
      clock = plusMs(clock, 1000)
      world.defender.clock = clock
      for (const { id } of world.defender.alerts.slice(n, n + 20)) world.defender.touch(id, clock)
      n += 137
    }
    await world.readAll()
    world.defender.meanwhile = () => undefined
    await world.poll()
    assert.deepEqual(await world.unread(), [])
  })

  it('parts alerts that differ by a ten-millionth of a second, and those of equal time at a boundary', async () => {
    await awayFor(5 * HOUR)
    const at = (ticks: number) => `2026-11-02T09:00:00.000${String(ticks).padStart(4, '0')}Z` as Instant
    world.defender.alerts = Array.from({ length: 3000 }, (_, n) => alert(`n${n}`, { updatedAt: at(Math.floor(n / 300)) }))
    await world.readAll()
    assert.deepEqual(await world.unread(), [])
    assert.ok(world.defender.asked.every(({ most }) => most === 1000))
  })

  it('reads very many of one moment in one large answer, and what stands around them', async () => {
    await awayFor(5 * HOUR)
    world.defender.alerts = [
      ...Array.from({ length: 2500 }, (_, n) => alert(`n${n}`, { updatedAt: ago(2 * HOUR), incidentId: 1 as IncidentId })),
      alert('before', { updatedAt: ago(2 * HOUR + 1) }),
      alert('after', { updatedAt: ago(2 * HOUR - 1) }),
    ]
    await world.readAll()
    assert.deepEqual(await world.unread(), [])
    assert.ok(world.defender.asked.every(({ skip }) => skip === 0))
  })

  it('reads a burst that was over before the reading after it began', async () => {
    await awayFor(20 * MINUTE)
    world.defender.alerts = Array.from({ length: 1500 }, (_, n) => alert(`n${n}`, { updatedAt: ago(16 * MINUTE + n * 100) }))
    await world.readAll()
    assert.deepEqual(await world.unread(), [])
  })

  it('reads what comes at the end of its way while it reads', async () => {
    await awayFor(5 * HOUR)
    world.defender.alerts = manyAlerts(2000, 8000)
    let clock: Instant = NOW
    for (let n = 0; n < 12; n += 1) {
      clock = plusMs(clock, 1000)
      world.defender.clock = clock
      for (let one = 0; one < 300; one += 1) world.defender.alerts.push(alert(`flood-${n}-${one}`, { updatedAt: clock }))
      await world.poll()
      await world.catchUp()
    }
    await world.readAll()
    assert.deepEqual(await world.unread(), [])
  })

  it('goes back once for a rule that looks back, and finds what was known and what was not', async () => {
    const old = ago(300 * HOUR)
    world.defender.alerts = [alert('recent'), alert('old', { updatedAt: old, createdAt: old })]
    await world.poll()
    const other = sampleConversation({ id: '19:other' as ConversationId, name: 'Other' })
    await world.store.saveConversation(other)
    await addRule(world.store, sampleRule({ id: 'r2' as RuleId, conversationId: other.id, since: ago(400 * HOUR) }), null)

    assert.equal((await world.poll()).touched, 1) // the recent one in the other channel
    assert.equal((await world.catchUp())?.touched, 2) // the old one in both
    assert.equal(await world.catchUp(), null)
  })

  it('goes back further when a rule says so in the middle', async () => {
    await awayFor(50 * HOUR)
    world.defender.alerts = [...manyAlerts(3000, 60_000), alert('old', { updatedAt: ago(300 * HOUR) })]
    await world.poll()
    world.defender.meanwhile = () => {
      world.defender.meanwhile = () => undefined
      void world.store.setCursor('catch-up', ago(400 * HOUR)) // while an answer is on its way
    }
    await world.catchUp()
    assert.equal(await cursor('catch-up'), ago(400 * HOUR))
    await world.readAll()
    assert.deepEqual(await world.unread(), [])
  })

  it('looks back 48 hours every hour, by Defender’s clock, and only then', async () => {
    world.defender.alerts = [alert('a')]
    await world.poll()
    world.defender.asked = []
    world.ourClock = plusMs(NOW, 59 * MINUTE)
    assert.equal(await world.catchUp(), null)
    world.defender.alerts.push(alert('late', { updatedAt: ago(40 * HOUR) }))
    world.ourClock = plusMs(NOW, 60 * MINUTE)

    const step = await world.catchUp()

    assert.deepEqual([step?.what, step?.changed, step?.done], ['sweep', 1, true])
    assert.deepEqual(
      world.defender.asked.map(({ from, until }) => [from, until]),
      [[ago(48 * HOUR + MINUTE), ago(MINUTE)]],
    )
    assert.equal(await world.catchUp(), null)
  })

  it('sweeps in steps, and lets what was left behind go first', async () => {
    await world.store.setCursor('swept', null)
    await awayFor(1000)
    world.defender.alerts = manyAlerts(2000, 80_000)
    assert.equal((await world.catchUp())?.what, 'sweep')
    assert.ok((await cursor('sweep')) !== null)
    await world.store.setCursor('catch-up', ago(HOUR))
    assert.equal((await world.catchUp())?.what, 'catch-up')
    await world.readAll()
    assert.deepEqual([await cursor('sweep'), await cursor('swept')], [null, NOW])
    assert.deepEqual(await world.unread(), [])
  })

  it('sweeps again when our clock was set back', async () => {
    await world.poll()
    world.ourClock = ago(900 * HOUR)
    assert.equal((await world.catchUp())?.what, 'sweep')
  })
})

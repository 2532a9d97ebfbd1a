import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { AlertId, IncidentId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import { ago, alert, HOUR, MINUTE, manyAlerts, NOW, readingWorld } from '../test/reading-world.ts'
import { sampleConversation, sampleRule } from '../test/samples.ts'

describe('polling', () => {
  let world: Awaited<ReturnType<typeof readingWorld>>

  beforeEach(async () => {
    world = await readingWorld()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const watermark = () => world.store.cursor('watermark')
  const queued = async () => (await world.store.claim(world.ourClock, [], 100)).map(({ key }) => key)

  it('brings a new alert to record, opens its case and queues its card', async () => {
    world.defender.alerts = [alert('a')]

    assert.deepEqual(await world.poll(), { changed: 1, touched: 1, calls: 1, behind: false })

    const file = await world.store.caseFile('0'.repeat(23).concat('1') as never, 5)
    assert.deepEqual(
      file?.alerts.map(({ id }) => id),
      ['a'],
    )
    assert.deepEqual(await queued(), [`card:${file?.case.id}`])
    assert.equal(await watermark(), ago(MINUTE))
  })

  it('finds nothing new when it reads the same again', async () => {
    world.defender.alerts = [alert('a')]
    await world.poll()
    assert.deepEqual(await world.poll(), { changed: 0, touched: 0, calls: 1, behind: false })
  })

  it('does not put on record what is older than what is there', async () => {
    world.defender.alerts = [alert('a', { version: 'before', updatedAt: ago(2 * MINUTE) })]
    await world.store.saveAlerts([alert('a', { version: 'after', updatedAt: ago(MINUTE), assignedTo: 'robin' })], 0)
    assert.equal((await world.poll()).changed, 0)
    assert.equal((await world.store.alert('a' as AlertId))?.assignedTo, 'robin')
  })

  it('reads ten minutes before the watermark, so that an alert shown late is found', async () => {
    world.defender.alerts = [alert('a')]
    await world.poll()
    world.defender.alerts.push(alert('late', { updatedAt: ago(11 * MINUTE) }), alert('later', { updatedAt: ago(11.1 * MINUTE) }))
    await world.poll()
    assert.deepEqual(await world.unread(), ['later'])
  })

  it('keeps all seven digits of the watermark, whatever number of them Defender wrote', async () => {
    const newest = '2026-11-02T11:59:59.9000001Z' as Instant
    world.defender.alerts = [
      alert('a', { updatedAt: newest }),
      alert('b', { updatedAt: '2026-11-02T11:59:59.9000000Z' as Instant }),
    ]
    await world.poll()
    assert.equal(await watermark(), newest)
    await world.poll()
    assert.equal(world.defender.asked.at(-1)?.from, '2026-11-02T11:49:59.9000001Z')
  })

  it('finds an alert of weeks ago that Defender changed or shows only now', async () => {
    world.defender.alerts = [alert('a')]
    await world.poll()
    world.defender.alerts.push(alert('old', { createdAt: ago(600 * HOUR), firstEventAt: ago(900 * HOUR), updatedAt: NOW }))
    assert.equal((await world.poll()).touched, 1)
  })

  for (const minutes of [-300, -7, 7, 300]) {
    it(`loses nothing while our clock is ${minutes} minutes off`, async () => {
      world.ourClock = plusMs(NOW, minutes * MINUTE)
      await world.poll()
      for (const n of [0, 1, 2]) {
        world.defender.clock = plusMs(NOW, n * MINUTE)
        world.ourClock = plusMs(NOW, (n + minutes) * MINUTE)
        world.defender.alerts.push(alert(`a${n}`, { updatedAt: world.defender.clock }))
        await world.poll()
        assert.deepEqual(await world.unread(), [])
      }
    })
  }

  it('goes on from the newest alert when Defender does not tell its clock', async () => {
    world.defender.clock = null
    world.defender.alerts = [alert('a')]
    await world.poll()
    assert.equal(await watermark(), ago(MINUTE))
  })

  it('is not led astray by an alert that claims to be of next year', async () => {
    world.defender.alerts = [alert('odd', { updatedAt: plusMs(NOW, 8760 * HOUR) }), alert('a')]
    await world.poll()
    assert.equal(await watermark(), ago(MINUTE))
    world.defender.alerts.push(alert('b', { updatedAt: NOW }))
    assert.equal((await world.poll()).changed, 1)
  })

  it('follows Defender’s clock at an hour’s distance when nothing happens, and never goes back', async () => {
    world.defender.alerts = [alert('a')]
    await world.poll()
    world.defender.clock = plusMs(NOW, 10 * MINUTE)
    await world.poll()
    assert.equal(await watermark(), ago(MINUTE))
    world.defender.clock = plusMs(NOW, 24 * HOUR)
    await world.poll()
    assert.equal(await watermark(), plusMs(NOW, 23 * HOUR))
    world.defender.clock = NOW
    await world.poll()
    assert.equal(await watermark(), plusMs(NOW, 23 * HOUR))
  })

  it('reads the newest first when there are more than fit one answer, and leaves the others on record', async () => {
    world.defender.alerts = [alert('first', { updatedAt: ago(9 * HOUR) })]
    world.defender.clock = world.ourClock = ago(9 * HOUR)
    await world.poll()
    world.defender.clock = world.ourClock = NOW
    world.defender.alerts = manyAlerts(5000, 6000)

    const { changed, behind, calls } = await world.poll()

    assert.ok(changed > 0 && changed < 1000, String(changed))
    assert.ok(calls < 8, String(calls))
    assert.ok(behind)
    assert.equal(await watermark(), NOW)
    assert.equal(await world.store.cursor('catch-up'), ago(9 * HOUR + 10 * MINUTE))
  })

  it('leaves nothing behind of a flood that it had read already', async () => {
    for (const wave of [4, 3, 2, 1]) {
      world.defender.alerts.push(
        ...Array.from({ length: 400 }, (_, n) => alert(`w${wave}-${n}`, { updatedAt: ago(wave * 100_000 + n) })),
      )
      world.defender.clock = ago(wave * 100_000)
      await world.poll()
    }
    assert.equal(await world.store.cursor('catch-up'), null)
    assert.deepEqual(await world.unread(), [])
  })

  it('sends a changed alert’s card again, and says nothing of an alert that no rule admits', async () => {
    await world.store.removeRule(sampleRule().id)
    await world.store.addRule(sampleRule({ leastSeverity: 'High' }))
    world.defender.alerts = [alert('a'), alert('low', { severity: 'Low' })]
    assert.equal((await world.poll()).touched, 1)
    world.defender.alerts = [
      alert('a', { version: 'a-2', status: 'Resolved', updatedAt: NOW }),
      alert('low', { severity: 'Low' }),
    ]
    const { changed, touched } = await world.poll()
    assert.deepEqual([changed, touched], [1, 1])
  })

  it('admits an alert once its severity has risen', async () => {
    await world.store.removeRule(sampleRule().id)
    await world.store.addRule(sampleRule({ leastSeverity: 'High' }))
    world.defender.alerts = [alert('a', { severity: 'Low' })]
    await world.poll()
    world.defender.alerts = [alert('a', { severity: 'High', version: 'a-2', updatedAt: NOW })]
    assert.equal((await world.poll()).touched, 1)
  })

  it('keeps alerts of a channel that is gone, for when it is back', async () => {
    await world.store.saveConversation(sampleConversation({ state: 'gone' }))
    world.defender.alerts = [alert('a')]
    await world.poll()
    assert.deepEqual(await queued(), [])
    assert.equal((await world.store.counts()).waiting, 1)
    await world.store.saveConversation(sampleConversation({ state: 'live' }))
    assert.equal((await queued()).length, 1)
  })

  it('keeps the watermark when Defender cannot be read', async () => {
    world.defender.alerts = [alert('a')]
    await world.poll()
    world.defender.meanwhile = () => {
      throw new BotError('throttled', 'Defender /api/alerts: 429')
    }
    await assert.rejects(world.poll(), { code: 'throttled' })
    assert.equal(await watermark(), ago(MINUTE))
  })

  it('reads what changed just now, all at one moment, in one large answer', async () => {
    world.defender.alerts = Array.from({ length: 2500 }, (_, n) =>
      alert(`n${n}`, { updatedAt: NOW, incidentId: 1 as IncidentId }),
    )
    world.defender.clock = null
    assert.equal((await world.poll()).changed, 2500)
    assert.ok(world.defender.asked.every(({ skip }) => skip === 0))
  })

  it('posts an alert that could not be read', async () => {
    world.defender.alerts = [alert('odd', { readable: false, incidentId: null, machine: null })]
    assert.equal((await world.poll()).touched, 1)
    assert.equal((await queued()).length, 1)
  })
})

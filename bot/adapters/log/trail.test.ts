import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Instant } from '../../domain/instant.ts'
import { cardDelivery } from '../../domain/plan.ts'
import { freshStore } from '../../test/fresh-store.ts'
import { sampleCase } from '../../test/samples.ts'
import { createTrail } from './trail.ts'
import { withTrail } from './with-trail.ts'

interface SentSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly status: { readonly code?: number }
  readonly events: readonly { readonly name: string }[]
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[]
}

describe('the trail', () => {
  it('gives each reading, tap and delivery an id of its own, through everything that it awaits', async () => {
    const trail = createTrail()
    const ids = await Promise.all(
      [1, 2].map(() =>
        trail.during('click', async () => {
          await new Promise(setImmediate)
          return trail.fields().click
        }),
      ),
    )
    assert.match(ids.join(' '), /^[0-9a-f]{8} [0-9a-f]{8}$/)
    assert.notEqual(ids[0], ids[1])
    assert.deepEqual(trail.fields(), {})
  })

  for (const way of ['in a transaction', 'without one'] as const) {
    it(`shows with a delivery which reading queued it, ${way}`, async () => {
      const trail = createTrail()
      await using store = withTrail(await freshStore(), trail)
      const delivery = cardDelivery(sampleCase({}))
      const now = '2026-11-02T09:05:00.0000000Z' as Instant
      const poll = await trail.during('poll', async () => {
        if (way === 'without one') await store.enqueue([delivery], now)
        else await store.transaction((records) => records.enqueue([delivery], now))
        return trail.fields().poll
      })
      const seen = await trail.during('delivery', async () => trail.fields(), delivery.key)
      assert.ok(poll)
      assert.deepEqual([seen.poll, Object.keys(seen)], [poll, ['poll', 'delivery']])
      assert.deepEqual(Object.keys(await trail.during('delivery', async () => trail.fields(), 'card:other')), ['delivery'])
    })
  }

  it('shows with a delivery all that queued it since its last try', async () => {
    const trail = createTrail()
    const queue = async () => trail.queued(['card:1'])
    const sent = async () => Object.keys(await trail.during('delivery', async () => trail.fields(), 'card:1'))
    await trail.during('click', queue)
    await trail.during('look', queue)
    assert.deepEqual(await sent(), ['click', 'look', 'delivery'])
    await trail.during('poll', queue)
    assert.deepEqual(await sent(), ['poll', 'delivery'])
  })

  describe('as traces', () => {
    let received: SentSpan[]
    let otlp: string
    let close: () => void

    beforeEach(async () => {
      received = []
      const server = createServer(async (request, response) => {
        const { resourceSpans } = (await json(request)) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] }
        received.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)))
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      }).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      otlp = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      close = () => server.close()
    })
    afterEach(() => close())

    const named = (name: string): SentSpan => received.find((span) => span.name === name) ?? assert.fail(`no ${name} was sent`)

    it('leads from the reading to the card', async () => {
      let logged: string | undefined
      {
        await using trail = createTrail()
        await trail.open({ otlp, azure: null })
        await trail.during('poll', async () => trail.queued(['card:1']))
        const fields = await trail.during('delivery', async () => trail.fields(), 'card:1')
        logged = fields.trace
      }
      const [poll, delivery] = [named('poll'), named('delivery')]
      assert.deepEqual([delivery.traceId, delivery.parentSpanId], [poll.traceId, poll.spanId])
      assert.equal(logged, poll.traceId)
      assert.deepEqual(delivery.attributes, [{ key: 'key', value: { stringValue: 'card:1' } }])
    })

    it('leads from the tap to the action at Defender, and says when it failed', async () => {
      {
        await using trail = createTrail()
        await trail.open({ otlp, azure: null })
        const tap = trail.during('click', async () => {
          trail.happened('action.sending', { intentId: 'i1', actionId: null })
          trail.ended('defender', 40, { purpose: 'click', status: 201 })
          throw new Error('words that may hold anything')
        })
        await assert.rejects(tap)
      }
      const [click, call] = [named('click'), named('defender')]
      assert.deepEqual([call.traceId, call.parentSpanId, click.status.code], [click.traceId, click.spanId, 2])
      assert.deepEqual(
        click.events.map(({ name }) => name),
        ['action.sending'],
      )
      assert.doesNotMatch(JSON.stringify(received), /may hold anything/)
    })
  })
})

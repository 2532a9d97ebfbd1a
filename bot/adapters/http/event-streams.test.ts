import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SinonFakeTimers } from 'sinon'
import sinon from 'sinon'
import type { PersonId } from '../../domain/ids.ts'
import { instantOf } from '../../domain/instant.ts'
import type { TabEvent } from '../../tab-contract.ts'
import type { EventStreams } from './event-streams.ts'
import { createEventStreams } from './event-streams.ts'

const HOUR_MS = 3_600_000

describe('streams of events', () => {
  let streams: EventStreams
  let clock: SinonFakeTimers
  let server: Server
  let followers: { send: (event: TabEvent) => void; over: () => void }[]

  beforeEach(async () => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
    streams = createEventStreams(Date.now)
    followers = []
    server = createServer((req, res) => {
      const viewer = { id: req.url as PersonId, name: 'Robin', token: 'token', endsAt: instantOf(HOUR_MS) }
      streams.open(viewer, res, (send, over) => {
        const one = { send, over }
        followers.push(one)
        return () => {
          followers = followers.filter((other) => other !== one)
        }
      })
    }).listen(0)
    await once(server, 'listening')
  })
  afterEach(() => {
    clock.restore()
    streams[Symbol.dispose]()
    server.closeAllConnections()
    server.close()
  })

  const open = async (person = '/robin') => {
    const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${person}`)
    const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
    const next = async (): Promise<string | null> => {
      const { done, value } = await reader.read()
      return done ? null : value
    }
    assert.equal(await next(), 'data: {"type":"still-here"}\n\n')
    return { next, leave: () => reader.cancel() }
  }

  it('send what is told', async () => {
    const { next } = await open()
    followers[0]!.send({ type: 'machine', id: 'm1' })
    assert.equal(await next(), 'data: {"type":"machine","id":"m1"}\n\n')
  })

  it('say every 25 seconds that they are still there', async () => {
    const { next } = await open()
    clock.tick(25_000)
    assert.equal(await next(), 'data: {"type":"still-here"}\n\n')
  })

  it('end with the person’s token, and tell nothing more', async () => {
    const { next } = await open()
    const [{ send }] = followers as [(typeof followers)[number]]
    clock.setSystemTime(HOUR_MS - 1000)
    const { next: late } = await open()
    clock.tick(1000)
    assert.equal(await late(), null)
    clock.tick(HOUR_MS)
    send({ type: 'alerts' })
    while ((await next()) !== null);
    assert.deepEqual(followers, [])
  })

  it('end when what the person sees is no longer known', async () => {
    const { next } = await open()
    followers[0]!.over()
    assert.equal(await next(), null)
    assert.deepEqual(followers, [])
  })

  it('are followed no more when the client goes', async () => {
    const { leave } = await open()
    await leave()
    while (followers.length > 0) await new Promise(setImmediate)
  })

  it('are five of one person; the oldest makes way', async () => {
    const first = await open()
    for (let n = 0; n < 4; n++) await open()
    await open('/wanda')
    assert.equal(followers.length, 6)
    await open()
    assert.equal(await first.next(), null)
    assert.equal(followers.length, 6)
  })

  it('end with the service', async () => {
    const robin = await open()
    const wanda = await open('/wanda')
    streams[Symbol.dispose]()
    assert.deepEqual([await robin.next(), await wanda.next(), followers], [null, null, []])
  })
})

import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Machine } from '../domain/machine.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { alert, NOW } from '../test/reading-world.ts'
import { sampleMachine } from '../test/samples.ts'
import { createFreshener } from './freshen-machines.ts'

describe('freshening machines', () => {
  let store: Store
  let now: Instant
  let asked: string[][]
  let fails: BotError | null
  let answers: Promise<void>
  let freshen: ReturnType<typeof createFreshener>

  beforeEach(async () => {
    store = await freshStore()
    now = NOW
    asked = []
    fails = null
    answers = Promise.resolve()
    const read = async (ids: readonly MachineId[]): Promise<Machine[]> => {
      asked.push(ids.map((id) => id.slice(0, 3)))
      await answers
      if (fails) throw fails
      return ids.map((id) => sampleMachine({ id, readAt: now }))
    }
    freshen = createFreshener({ store, machines: { read }, now: () => now, failed: () => undefined })
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const see = (...names: string[]) =>
    freshen(
      names.map((name) => alert(name, { machine: { id: name.padEnd(40, '0') as MachineId, name } })),
      AbortSignal.timeout(5000),
    )
  const later = (seconds: number) => {
    now = plusMs(now, seconds * 1000)
  }

  it('reads a machine with its first alert, and not again while it is fresh', async () => {
    await see('aaa')
    later(600)
    await see('aaa')
    later(600)
    await see('aaa')
    assert.deepEqual(asked, [['aaa'], ['aaa']])
  })

  it('has those wait that come within 5 s, and reads them without an alert of theirs', async () => {
    await see('aaa')
    later(2)
    await see('bbb')
    later(2)
    await see('ccc')
    later(2)
    await see()
    await see()
    assert.deepEqual(asked, [['aaa'], ['bbb', 'ccc']])
  })

  it('reads the list of all machines no more often than every 30 s, however many alerts come', async () => {
    await see('a01', 'a02', 'a03', 'a04')
    for (let n = 10; n < 39; n += 1) {
      later(1)
      await see(`b${n}`, `c${n}`, `d${n}`, `e${n}`)
    }
    assert.equal(asked.length, 1)
    later(1)
    await see()
    assert.deepEqual([asked.length, asked[1]?.length], [2, 116])
  })

  it('does not have alerts wait for a machine that Defender is slow to tell of, and takes the answer when it is there', async () => {
    const slow = Promise.withResolvers<void>()
    answers = slow.promise
    const began = performance.now()
    await see('aaa')
    const heldMs = performance.now() - began
    assert.ok(heldMs > 2000 && heldMs < 3500, `${heldMs} ms`)
    later(10)
    await see('bbb')
    assert.ok(performance.now() - began - heldMs < 1000, 'waits once for each reading')
    assert.deepEqual(asked, [['aaa']])
    slow.resolve()
    await slow.promise
    later(10)
    await see()
    await see()
    assert.deepEqual(asked, [['aaa'], ['bbb']])
    assert.deepEqual((await store.machines(['aaa', 'bbb'].map((name) => name.padEnd(40, '0') as MachineId))).size, 2)
  })

  it('asks again after two minutes for what could not be read, and holds nothing back', async () => {
    fails = new BotError('throttled', 'no call left')
    await see('aaa')
    fails = null
    later(119)
    await see()
    later(2)
    await see()
    assert.deepEqual(asked, [['aaa'], ['aaa']])
    assert.equal((await store.machines(['aaa'.padEnd(40, '0') as MachineId])).size, 1)
  })
})

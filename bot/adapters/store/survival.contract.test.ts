import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { AlertId } from '../../domain/ids.ts'
import type { StoreUnderTest } from '../../test/every-store.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleConversation } from '../../test/samples.ts'

const WRITER = join(import.meta.dirname, '../../test/store-writer.ts')

/** Starts a writer, kills it once `killAfter` writes are acknowledged, and answers all that it acknowledged. */
async function write({ place }: StoreUnderTest, name: string, times: number, killAfter = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [WRITER, JSON.stringify(place), name, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const acknowledged: AlertId[] = []
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line as AlertId)
    if (acknowledged.length === killAfter) child.kill('SIGKILL')
  }
  const [code, signal] = await exited
  assert.equal(killAfter < times ? signal : code, killAfter < times ? 'SIGKILL' : 0)
  return acknowledged
}

onEveryStore('What was acknowledged', (given) => {
  it('is on record after the writer was killed, whole transactions only', async () => {
    const acknowledged: AlertId[] = []
    for (const round of [1, 2, 3]) acknowledged.push(...(await write(given(), `round-${round}`, 100_000, 10 * round)))
    assert.ok(acknowledged.length >= 60)

    const store = await given().open()
    await store.saveConversation(sampleConversation())

    assert.equal((await store.alertVersions(acknowledged)).size, acknowledged.length)
    const written = Number(await store.cursor('watermark'))
    assert.ok(written >= acknowledged.length && written <= acknowledged.length + 3) // one more may be on record in each round
    assert.equal((await store.counts()).due, written)
  })

  it('is neither lost nor doubled when several processes open a new store at once and write to it', async () => {
    const names = ['one', 'two', 'three']
    await Promise.all(names.map((name) => write(given(), name, 40)))

    const store = await given().open()
    assert.equal(await store.cursor('watermark'), '120')
    assert.equal((await store.counts()).waiting, 120)
  })
})

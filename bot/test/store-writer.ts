/** A process that writes to a store until it has done so often enough, or is killed: `node store-writer.ts PLACE NAME TIMES`. */
import type { StoreOptions } from '../adapters/store/open-store.ts'
import { openStore } from '../adapters/store/open-store.ts'
import type { AlertId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import { fresh } from '../domain/plan.ts'
import { sampleAlert, sampleConversation } from './samples.ts'

const [place = '', name = '', times = ''] = process.argv.slice(2)
await using store = await openStore(JSON.parse(place) as StoreOptions)

for (let n = 1; n <= Number(times); n++) {
  const id = `${name}-${n}` as AlertId
  const words = { what: 'text', text: id, threadId: null } as const
  await store.transaction(async (records) => {
    const count = Number(await records.cursor('watermark')) + 1
    await records.saveAlerts([sampleAlert({ id })], 1)
    await records.enqueue([fresh(`text:${id}`, sampleConversation().id, words, 1, 0)], instantOf(0))
    await records.setCursor('watermark', String(count))
  })
  process.stdout.write(`${id}\n`) // acknowledged
}

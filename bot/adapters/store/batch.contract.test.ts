import assert from 'node:assert/strict'
import type { Batch } from '../../domain/batch.ts'
import { endedBatch, withItem } from '../../domain/batch.ts'
import type { BatchId, PersonId } from '../../domain/ids.ts'
import { plusMs } from '../../domain/instant.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleBatch } from '../../test/samples.ts'

const BATCH = sampleBatch()
const idOf = (digit: string): BatchId => digit.repeat(16) as BatchId
const ended = (batch: Batch): Batch => endedBatch(batch, 'done', plusMs(batch.beganAt, 60_000))

onEveryStore('Batches', (given) => {
  it('keep their machines in the order chosen, and where each stands', async () => {
    const store = await given().open()
    await store.saveBatch(BATCH)
    assert.deepEqual(await store.batch(BATCH.id), BATCH)
    const [first] = BATCH.items
    const moved = withItem({ ...BATCH, state: 'stopping' }, { ...first!, state: 'refused', why: 'No' })
    await store.saveBatch(moved)
    assert.deepEqual(await (await given().open()).batch(BATCH.id), moved)
    assert.equal(await store.batch(idOf('9')), null)
  })

  it('are found by whoever asked, newest first, and while they have not ended', async () => {
    const store = await given().open()
    const later = sampleBatch({ id: idOf('2'), beganAt: plusMs(BATCH.beganAt, 1000) })
    await store.saveBatch(later)
    await store.saveBatch(ended(BATCH))
    assert.equal((await store.newestBatch(BATCH.person.id))?.id, later.id)
    assert.equal(await store.newestBatch('oid-kim' as PersonId), null)
    assert.deepEqual(await store.liveBatches(), [later])
  })

  it('are forgotten with what is old once they have ended', async () => {
    const store = await given().open()
    await store.saveBatch(ended(BATCH))
    await store.saveBatch(sampleBatch({ id: idOf('2') }))
    await store.forget(plusMs(BATCH.beganAt, 3_600_000), 9)
    assert.equal(await store.batch(BATCH.id), null)
    assert.equal((await store.batch(idOf('2')))?.items.length, 2)
  })

  it('lose the name and the words of somebody who is erased, once they have ended', async () => {
    const store = await given().open()
    const lena = { id: 'oid-lena' as PersonId, name: 'Lena' }
    const [first, second] = ended(BATCH).items
    const declined = { ...first!, state: 'held', why: 'Declined', endedBy: lena } as const
    await store.saveBatch({ ...ended(BATCH), stoppedBy: lena, items: [declined, second!] })
    await store.saveBatch(sampleBatch({ id: idOf('2') }))
    await store.forgetBatcher(BATCH.person.id)
    await store.forgetBatcher(lena.id)
    const { person, reason, stoppedBy, items } = (await store.batch(BATCH.id))!
    assert.deepEqual([person.name, reason, stoppedBy?.name], ['Somebody', '', 'Somebody'])
    assert.deepEqual([items[0], items[1]], [{ ...declined, endedBy: { id: lena.id, name: 'Somebody' } }, second])
    assert.equal((await store.batch(idOf('2')))?.person.name, BATCH.person.name)
  })
})

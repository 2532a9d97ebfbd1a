import assert from 'node:assert/strict'
import type { PersonId, TriageId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { plusMs } from '../../domain/instant.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleTriage } from '../../test/samples.ts'

const NOW = sampleTriage().askedAt
const at = (minutes: number): Instant => plusMs(NOW, minutes * 60_000)
const idOf = (digit: string): TriageId => digit.repeat(16) as TriageId

onEveryStore('Triages', (given) => {
  it('are found while their outcome is not on record, and for a while after it', async () => {
    const store = await given().open()
    await store.saveTriage(sampleTriage({ id: idOf('1') }))
    await store.saveTriage(sampleTriage({ id: idOf('2'), state: 'done', closedAt: at(1) }))
    const since = async (minutes: number) => (await store.triagesSince(at(minutes))).map(({ id }) => id).sort()
    assert.deepEqual(await since(1), [idOf('1'), idOf('2')])
    assert.deepEqual(await since(2), [idOf('1')])

    const done = sampleTriage({ id: idOf('1'), state: 'done', updated: 1, closedAt: at(3) })
    await store.saveTriage(done)
    assert.deepEqual(await store.triagesSince(at(3)), [done])
    assert.deepEqual(await since(4), [])
  })

  it('are forgotten an hour after they ended, not before they did', async () => {
    const store = await given().open()
    await store.saveTriage(sampleTriage({ id: idOf('1') }))
    await store.saveTriage(sampleTriage({ id: idOf('2'), state: 'done', closedAt: at(0) }))
    await store.saveTriage(sampleTriage({ id: idOf('3'), askedAt: at(61) }))
    assert.deepEqual((await store.triagesSince(at(-9))).map(({ id }) => id).sort(), [idOf('1'), idOf('3')])
  })

  it('of one person are taken away once they have ended', async () => {
    const store = await given().open()
    const kim = { id: 'oid-kim' as PersonId, name: 'Kim' }
    const ended = { state: 'done', closedAt: at(1) } as const
    await store.saveTriage(sampleTriage({ id: idOf('1'), ...ended }))
    await store.saveTriage(sampleTriage({ id: idOf('2') }))
    await store.saveTriage(sampleTriage({ id: idOf('3'), ...ended, person: kim }))
    await store.forgetTriager(sampleTriage().person.id)
    assert.deepEqual((await store.triagesSince(at(0))).map(({ id }) => id).sort(), [idOf('2'), idOf('3')])
  })
})

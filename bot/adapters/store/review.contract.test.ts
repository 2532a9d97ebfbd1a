import assert from 'node:assert/strict'
import type { ActionId, AlertId, CaseId, ConversationId, MachineId, PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleAction, sampleAlert, sampleCase, sampleConversation, sampleReview, sampleRule } from '../../test/samples.ts'

const day = (number: number): Instant => `2026-11-${String(number).padStart(2, '0')}T10:00:00.0000000Z` as Instant
const other = { id: 'second' as ActionId, machineId: 'f'.repeat(40) as MachineId }

onEveryStore('Reviews of isolations', (given) => {
  let store: Store
  beforeEach(async () => {
    store = await given().open()
  })

  it('are replaced whole, and found by id and by machine until they end', async () => {
    await store.saveReview(sampleReview())
    const later = sampleReview({ dueAt: day(9), revision: 2 })
    await store.saveReview(later)
    assert.deepEqual(await store.review(later.id), later)
    assert.deepEqual(await store.reviewOf(later.machineId), later)

    await store.saveReview({ ...later, endedAt: day(10) })
    assert.equal(await store.reviewOf(later.machineId), null)
    assert.equal((await store.review(later.id))?.endedAt, day(10))
  })

  it('are open once for each machine', async () => {
    await store.saveReview(sampleReview())
    await assert.rejects(store.saveReview(sampleReview({ id: other.id })))
    await store.saveReview(sampleReview({ endedAt: day(4) }))
    await store.saveReview(sampleReview({ id: other.id }))
  })

  it('are listed while they are open, first due first', async () => {
    await store.saveReview(sampleReview({ dueAt: day(9) }))
    await store.saveReview(sampleReview({ ...other, dueAt: day(5) }))
    assert.deepEqual(
      (await store.openReviews()).map(({ dueAt }) => dueAt),
      [day(5), day(9)],
    )
  })

  it('stand in the file of the machine’s cases', async () => {
    await store.saveConversation(sampleConversation())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: sampleConversation().id, caseId: sampleCase().id }])
    await store.saveReview(sampleReview())
    assert.deepEqual((await store.caseFile(sampleCase().id, 1))?.review, sampleReview())
  })

  it('are missing for machines that were isolated before there were any', async () => {
    await store.saveActions([
      sampleAction(),
      sampleAction({ ...other, type: 'RunAntiVirusScan' }),
      sampleAction({ id: 'third' as ActionId, type: 'Unisolate' }),
    ])
    assert.deepEqual(await store.unreviewedMachines(), [sampleAction().machineId])
    await store.saveReview(sampleReview())
    assert.deepEqual(await store.unreviewedMachines(), [])
  })

  it('forget a person once they are over, and go with what is old', async () => {
    const robin = 'oid-robin' as PersonId
    await store.saveReview(sampleReview({ endedAt: day(2) }))
    await store.saveReview(sampleReview(other))
    await store.forgetOwner(robin)
    assert.deepEqual((await store.review(sampleReview().id))?.owner, { id: robin, name: 'Somebody' })
    assert.equal((await store.review(other.id))?.owner?.name, 'Robin')

    await store.forget(day(5), 10)
    assert.deepEqual([await store.review(sampleReview().id), (await store.openReviews()).length], [null, 1])
  })

  it('come as often as a rule says', async () => {
    await store.addRule(sampleRule({ reviewMs: 8 * 3_600_000 }))
    assert.equal((await store.rules())[0]?.reviewMs, 8 * 3_600_000)
  })
})

onEveryStore('Digests', (given) => {
  const high = sampleConversation()
  const servers = sampleConversation({ id: '19:servers@thread.tacv2' as ConversationId })

  it('are planned once for each conversation', async () => {
    const store = await given().open()
    const plan = { conversationId: high.id, wanted: true, toldAt: day(1) }
    await store.saveDigestPlan(plan)
    await store.saveDigestPlan({ ...plan, wanted: false, toldAt: day(2) })
    assert.deepEqual(await store.digestPlans(), [{ ...plan, wanted: false, toldAt: day(2) }])
  })

  it('count new alerts and open cases, of one conversation or of all', async () => {
    const store = await given().open()
    const add = async (letter: string, conversation: ConversationId, at: Instant, closedAt: Instant | null) => {
      const alert = sampleAlert({ id: letter as AlertId, createdAt: at, severity: letter === 'a' ? 'High' : 'Low' })
      const one = sampleCase({ id: letter.repeat(24) as CaseId, conversationId: conversation, incidentId: null, closedAt })
      await store.saveAlerts([alert], 1)
      await store.saveCases([one])
      await store.joinAlerts([{ alertId: alert.id, conversationId: conversation, caseId: one.id }])
    }
    await store.saveConversation(high)
    await store.saveConversation(servers)
    await add('a', high.id, day(3), null)
    await add('b', servers.id, day(3), null)
    await add('c', servers.id, day(1), day(2))

    const all = await store.digestCounts(null, day(2))
    assert.deepEqual([all.alerts.get(4), all.alerts.get(2), all.openCases, all.machines], [1, 1, 2, null])
    const one = await store.digestCounts(servers.id, day(2))
    assert.deepEqual([[...one.alerts.values()], one.openCases, one.machines], [[1], 1, [sampleCase().machineId]])
  })
})

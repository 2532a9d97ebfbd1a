import assert from 'node:assert/strict'
import type { CaseId, IncidentId } from '../../domain/ids.ts'
import { instantOf } from '../../domain/instant.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleRule } from '../../test/samples.ts'

const AT = instantOf(Date.UTC(2026, 10, 2))
const granted = { mode: 'delegated', permissions: ['Machine.Isolate', 'Machine.Read'], since: AT } as const

onEveryStore('What is granted', (given) => {
  it('is kept, replaced and forgotten, and stands in every case’s file', async () => {
    const store = await given().open()
    assert.equal(await store.granted(), null)
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: sampleConversation().id, caseId: sampleCase().id }])
    const inFile = async () => (await store.caseFile(sampleCase().id, 1))?.granted

    assert.equal(await inFile(), null)
    await store.setGranted({ ...granted, permissions: [] })
    await store.setGranted(granted)
    assert.deepEqual([await store.granted(), await inFile()], [granted, granted])
    await store.setGranted(null)
    assert.deepEqual([await store.granted(), await inFile()], [null, null])
  })

  it('concerns every open case', async () => {
    const store = await given().open()
    await store.saveConversation(sampleConversation())
    const named = (letter: string) => letter.repeat(24) as CaseId
    await store.saveCases([
      sampleCase({ id: named('a') }),
      sampleCase({ id: named('b'), machineId: null, incidentId: 1 as IncidentId }),
      sampleCase({ id: named('d'), closedAt: AT }),
      sampleCase({ id: named('e'), incidentId: null }),
    ])
    assert.deepEqual((await store.openCaseIds()).sort(), [named('a'), named('b'), named('e')])
  })
})

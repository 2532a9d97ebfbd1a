import assert from 'node:assert/strict'
import type { ConversationId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, samplePolicy, sampleRule } from '../test/samples.ts'
import { stopActions } from './stop-actions.ts'

const NOW = '2026-11-02T12:00:00.0000000Z' as Instant
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const OPERATORS = '19:operators@thread.tacv2' as ConversationId

describe('stopping all actions', () => {
  let store: Store
  beforeEach(async () => {
    store = await freshStore()
    for (const id of [sampleCase().conversationId, OPERATORS]) await store.saveConversation(sampleConversation({ id }))
    await store.setCursor('operator', OPERATORS)
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    const { id: caseId, conversationId } = sampleCase()
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId, caseId }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const flip = (stops: boolean) =>
    store.transaction((records) =>
      stopActions({ records, policy: samplePolicy({ whileStopped: ['unisolate'] }), now: () => NOW }, LENA, stops),
    )

  it('is on record with who did it, tells the operators, and has every open card follow', async () => {
    assert.equal(await flip(true), true)
    assert.deepEqual(await store.stop(), { by: LENA, at: NOW, except: ['unisolate'] })
    assert.deepEqual((await store.caseFile(sampleCase().id, 1))?.stop, await store.stop())
    assert.deepEqual(
      (await store.audit(9)).map(({ event, person }) => [event, person?.id]),
      [['actions.stopped', LENA.id]],
    )
    const due = await store.claim(NOW, [], 9)
    assert.ok(due.some(({ key }) => key === `card:${sampleCase().id}`))
    assert.match(JSON.stringify(due.find(({ conversationId }) => conversationId === OPERATORS)), /Lena has stopped all actions/)
  })

  it('is done once, and ends once', async () => {
    await flip(true)
    assert.equal(await flip(true), false)
    assert.equal(await flip(false), true)
    assert.equal(await flip(false), false)
    assert.equal(await store.stop(), null)
    assert.equal((await store.audit(9)).length, 2)
  })
})

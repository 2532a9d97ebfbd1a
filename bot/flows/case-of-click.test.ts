import assert from 'node:assert/strict'
import type { Click } from '../domain/click.ts'
import { instantOf } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleApproval, sampleCase, sampleConversation, sampleRule } from '../test/samples.ts'
import { caseOfClick } from './case-of-click.ts'

const CLICK: Click = {
  person: sampleApproval().askedBy,
  conversationId: sampleConversation().id,
  kind: 'personal',
  verb: 'more',
  data: {},
  automatic: false,
  signInCode: null,
  ssoToken: null,
}

describe('the case of a press in a 1:1 chat', () => {
  let store: Store
  beforeEach(async () => {
    store = await freshStore()
    await store.saveConversation(sampleConversation({ kind: 'personal', team: null }))
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: sampleConversation().id, caseId: sampleCase().id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  it('is found while a rule of the chat admits its machine group, and then no more, which is on record', async () => {
    const find = () => caseOfClick({ store, now: () => instantOf(0) }, CLICK, sampleCase().id)
    await store.addRule(sampleRule({ machineGroups: ['Servers'] }))
    assert.equal((await find())?.case.id, sampleCase().id)

    await store.replaceRule(sampleRule({ machineGroups: ['Executives'] }))
    assert.equal(await find(), null)
    assert.equal((await store.audit(1))[0]?.detail['why'], 'no longer shown in this chat')
  })
})

import assert from 'node:assert/strict'
import type { PersonId, RuleId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleConversation, sampleRule } from '../test/samples.ts'
import { addRule, removeRule } from './set-rules.ts'

const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const NOW = plusMs(sampleRule().createdAt, 1000)

describe('setting rules', () => {
  let store: Store
  beforeEach(async () => {
    store = await freshStore()
  })
  afterEach(() => store[Symbol.asyncDispose]())

  it('is in the audit, with who did it through what, and what the rule was', async () => {
    await addRule(store, sampleRule({ leastSeverity: 'High', machineGroups: ['Servers'] }), LENA)
    await removeRule(store, sampleRule().id, null, NOW)
    const detail = {
      ruleId: sampleRule().id,
      conversationId: sampleConversation().id,
      rule: 'High severity · Any status · Machine groups Servers',
    }
    assert.deepEqual(
      (await store.audit(9)).map(({ at, event, person, detail }) => [at, event, person?.id ?? null, detail]),
      [
        [NOW, 'rule.removed', null, { ...detail, by: 'command-line' }],
        [sampleRule().createdAt, 'rule.added', LENA.id, { ...detail, by: 'card' }],
      ],
    )
  })

  it('notes nothing where there is no such rule', async () => {
    assert.equal(await removeRule(store, 'r9' as RuleId, LENA, NOW), false)
    assert.deepEqual(await store.audit(9), [])
  })
})

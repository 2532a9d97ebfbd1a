import assert from 'node:assert/strict'
import type { PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { BEGINNING, bodyOf, chained } from './audit-chain.ts'

const entry = {
  at: '2026-11-02T09:05:00.0000000Z' as Instant,
  event: 'action.asked',
  person: { id: 'oid-robin' as PersonId, name: 'Robin' },
  machineId: null,
  caseId: null,
  intentId: null,
  actionId: null,
  detail: { verb: 'isolate', reason: 'Dumping', somethingNew: 'Robin’s' },
}

describe('an entry of the chain', () => {
  it('holds codes and the object id; whatever is not known to be a code is kept beside it', () => {
    const { row, texts } = chained(BEGINNING, entry)
    assert.deepEqual([bodyOf(row).oid, bodyOf(row).codes], ['oid-robin', { verb: 'isolate' }])
    assert.deepEqual(
      texts.map(({ name, text, oid }) => [name, text, oid]),
      [
        ['reason', 'Dumping', 'oid-robin'],
        ['somethingNew', 'Robin’s', 'oid-robin'],
      ],
    )
    assert.doesNotMatch(row.body, /Robin|Dumping/)
  })

  it('proves the same text differently each time, so that it cannot be guessed once it is erased', () => {
    const [one, other] = [chained(BEGINNING, entry), chained(BEGINNING, entry)]
    assert.notEqual(bodyOf(one.row).proofs['reason'], bodyOf(other.row).proofs['reason'])
    assert.match(one.texts[0]?.salt ?? '', /^[0-9a-f]{32}$/)
  })
})

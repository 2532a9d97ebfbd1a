import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { createChanges } from '../changes.ts'
import type { PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import { followAsPerson } from './follow-as-person.ts'

describe('what is told to a tab that follows', () => {
  const told = async (person: string, roles: readonly string[]): Promise<string[]> => {
    const changes = createChanges()
    const events: string[] = []
    const rights = { mode: 'delegated', upn: null, permissions: [], roles } as const
    const eyes = {
      of: async () => ({ machineGroups: [], alertIds: [], machineIds: [], rights }),
      sees: () => assert.fail('asked of an alert'),
    }
    const viewer = { id: person as PersonId, name: person, token: 't', endsAt: instantOf(0) }
    const leave = followAsPerson({ eyes, listen: changes.listen }, viewer, ({ type }) => events.push(type), assert.ifError)
    changes.tell({ what: 'batch', personId: 'oid-robin' as PersonId })
    await turn()
    leave()
    return events
  }

  it('is that a batch moved on, to whoever asked and to a lead, and to nobody else', async () => {
    assert.deepEqual(await told('oid-robin', []), ['batch'])
    assert.deepEqual(await told('oid-lena', ['Lead']), ['batch'])
    assert.deepEqual(await told('oid-rita', ['Responder']), [])
  })
})

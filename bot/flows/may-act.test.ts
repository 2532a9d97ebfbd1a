import assert from 'node:assert/strict'
import type { ApprovalId, IntentId, MachineId, PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import { sampleIntent, samplePolicy } from '../test/samples.ts'
import { policyFacts } from './may-act.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }

describe('what one person did within the hour', () => {
  const intentOn = (digit: string, over: Partial<Intent> = {}) =>
    sampleIntent({ id: digit.repeat(16) as IntentId, machineId: digit.repeat(40) as MachineId, person: ROBIN, ...over })
  const answered = (how: 'approved' | 'bypassed') => ({ id: '00000000000000cc' as ApprovalId, askedBy: LENA, how })
  const countedOf = async (intents: readonly Intent[]) => {
    const records = { machines: async () => new Map(), intentsSince: async () => [...intents], stop: async () => null }
    const asking = { verb: 'isolate', machineId: 'f'.repeat(40) as MachineId, person: ROBIN.id, approval: null } as const
    return (await policyFacts(records, samplePolicy(), asking, NOW)).lastHour
  }

  it('is all that they asked for, and not what was refused or another asked for', async () => {
    const intents = [intentOn('1'), intentOn('2', { state: 'refused' }), intentOn('3', { person: LENA })]
    assert.deepEqual(await countedOf(intents), { byThisPerson: 1, inTheTenant: 2 })
  })

  it('is not what two people answered for', async () =>
    assert.deepEqual(await countedOf([intentOn('1', { approval: answered('approved') })]), { byThisPerson: 0, inTheTenant: 1 }))

  it('is also what they did alone, past the second person', async () =>
    assert.deepEqual(await countedOf([intentOn('1', { approval: answered('bypassed') })]), { byThisPerson: 1, inTheTenant: 1 }))
})

import assert from 'node:assert/strict'
import { sampleRule } from '../test/samples.ts'
import { confirmRule, mustPause, showsCase } from './chat-rule.ts'
import type { MachineId } from './ids.ts'
import { instantOf, plusMs } from './instant.ts'

const NOW = instantOf(1_800_000_000_000)
const WEEK_MS = 7 * 24 * 60 * 60_000
const place = (machineGroup: string | null) => ({ machine: { id: 'm' as MachineId, name: null }, machineGroup })

describe('a rule of a 1:1 chat', () => {
  it('pauses when it was not confirmed for seven days, once', () => {
    const pausesAfter = (ms: number) => mustPause(sampleRule({ confirmedAt: plusMs(NOW, -ms) }), NOW)
    assert.deepEqual([pausesAfter(WEEK_MS - 1), pausesAfter(WEEK_MS)], [false, true])
    assert.equal(mustPause(sampleRule({ confirmedAt: null }), NOW), false)
  })

  it('keeps of its machine groups what Defender still shows, and ends with the last', () => {
    const rule = sampleRule({ machineGroups: ['Servers', 'Workstations', null] })
    assert.deepEqual(confirmRule(rule, ['workstations', null, 'Executives'], ['servers'], NOW), {
      ...rule,
      machineGroups: ['Workstations', null],
      confirmedAt: NOW,
    })
    assert.equal(confirmRule(rule, ['Executives'], ['Servers', 'Workstations', null], NOW), null)
    assert.equal(confirmRule(sampleRule(), [], [], NOW), null)
  })

  it('keeps a machine group that has no machine on record, while Defender shows anything at all', () => {
    const rule = sampleRule({ machineGroups: ['Servers', 'Workstations', null] })
    assert.deepEqual(confirmRule(rule, ['Executives'], ['Workstations'], NOW)?.machineGroups, ['Servers', null])
    assert.equal(confirmRule(rule, [], [], NOW), null)
  })

  it('is limited to what Defender shows where it named no group', () => {
    assert.deepEqual(confirmRule(sampleRule(), ['Servers'], [], NOW)?.machineGroups, ['Servers'])
  })

  it('goes on from when it is confirmed, where it had paused', () => {
    const since = plusMs(NOW, -WEEK_MS)
    assert.equal(confirmRule(sampleRule({ since, confirmedAt: null }), ['Servers'], [], NOW)?.since, NOW)
    assert.equal(confirmRule(sampleRule({ since }), ['Servers'], [], NOW)?.since, since)
  })

  it('shows a case while some rule that does not pause admits each group that it is known in', () => {
    const rules = [sampleRule({ machineGroups: ['Servers'] }), sampleRule({ machineGroups: ['Workstations', null] })]
    const shows = (...groups: (string | null)[]) => showsCase(rules, groups.map(place))
    assert.deepEqual(
      [shows('servers'), shows('Servers', 'Workstations', null), shows('Servers', 'Executives')],
      [true, true, false],
    )
    assert.equal(showsCase([], [place('Servers')]), false)
    assert.equal(showsCase([sampleRule({ confirmedAt: null })], [place('Servers')]), false)
    assert.equal(showsCase(rules, [{ machine: null, machineGroup: null }]), false)
  })
})

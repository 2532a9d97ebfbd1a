import assert from 'node:assert/strict'
import { sampleAlert } from '../test/samples.ts'
import type { ConversationId, RuleId } from './ids.ts'
import { instantOf } from './instant.ts'
import type { Rule } from './rule.ts'
import { admits } from './rule.ts'

const SINCE = instantOf(1_800_000_000_000)
const rule = (over: Partial<Rule> = {}): Rule => ({
  id: 'r' as RuleId,
  conversationId: '19:a' as ConversationId,
  leastSeverity: 'Medium',
  statuses: [],
  machineGroups: [],
  since: null,
  mention: null,
  createdAt: SINCE,
  createdBy: null,
  confirmedAt: SINCE,
  reviewMs: null,
  ...over,
})

describe('a rule', () => {
  it('admits its severity and what is worse', () => {
    const admitted = (['UnSpecified', 'Informational', 'Low', 'Medium', 'High'] as const).filter((severity) =>
      admits(rule(), sampleAlert({ severity }), false),
    )
    assert.deepEqual(admitted, ['Medium', 'High'])
  })

  it('admits a severity that Defender added since, however high the rule', () => {
    assert.equal(admits(rule({ leastSeverity: 'High' }), sampleAlert({ severity: { unknown: 'Critical' } }), false), true)
  })

  it('admits the machines of no group where it names that group, and nothing without a machine', () => {
    const ungrouped = rule({ machineGroups: ['Servers', null] })
    const admitted = [
      sampleAlert({ machineGroup: 'servers' }),
      sampleAlert({ machineGroup: null }),
      sampleAlert({ machineGroup: 'Executives' }),
      sampleAlert({ machineGroup: null, machine: null }),
    ].map((alert) => admits(ungrouped, alert, true))
    assert.deepEqual(admitted, [true, true, false, false])
    assert.equal(admits(rule({ machineGroups: ['Servers'] }), sampleAlert({ machineGroup: null }), true), false)
  })

  it('admits its statuses, and a status that Defender added since', () => {
    const open = rule({ statuses: ['New', 'InProgress'] })
    const admitted = (['New', 'InProgress', 'Resolved', { unknown: 'Parked' }] as const).map((status) =>
      admits(open, sampleAlert({ status }), false),
    )
    assert.deepEqual(admitted, [true, true, false, true])
  })

  it('admits its machine groups without minding case, and no ungrouped machine', () => {
    const servers = rule({ machineGroups: ['servers'] })
    const admitted = ['Servers', 'Workstations', null].map((machineGroup) =>
      admits(servers, sampleAlert({ machineGroup }), false),
    )
    assert.deepEqual(admitted, [true, false, false])
  })

  it('admits what was created since it counts, whenever it changed', () => {
    const fromNow = rule({ since: SINCE })
    const created = [-1, 0, 1].map((ms) => admits(fromNow, sampleAlert({ createdAt: instantOf(1_800_000_000_000 + ms) }), false))
    assert.deepEqual(created, [false, true, true])
    assert.equal(admits(fromNow, sampleAlert({ createdAt: null }), false), true)
  })

  it('admits nothing to a person’s own chat while it pauses; a channel’s never does', () => {
    const paused = rule({ confirmedAt: null })
    assert.deepEqual([admits(paused, sampleAlert(), true), admits(paused, sampleAlert(), false)], [false, true])
  })

  it('admits an alert that could not be read to channels, not to a person’s own chat', () => {
    const unread = sampleAlert({ readable: false, machineGroup: null })
    const narrow = rule({ leastSeverity: 'High', machineGroups: ['Servers'], since: SINCE })
    assert.deepEqual([admits(narrow, unread, false), admits(narrow, unread, true)], [true, false])
  })
})

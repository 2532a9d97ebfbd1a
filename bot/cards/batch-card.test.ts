import assert from 'node:assert/strict'
import type { BatchItem, ItemState } from '../domain/batch.ts'
import { endedBatch } from '../domain/batch.ts'
import type { CaseId, MachineId, PersonId } from '../domain/ids.ts'
import { lintCard } from '../test/card-lint.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleBatch, sampleMachine } from '../test/samples.ts'
import type { CardChoice } from './batch-card.ts'
import { batchMessage, pickCard, severalCard } from './batch-card.ts'
import { parseBatchSteer, parseSeveralClick } from './parse-batch-click.ts'
import { createTimes } from './times.ts'

const TIMES = createTimes(null)
const CASE = 'c'.repeat(24) as CaseId
const idOf = (n: number): MachineId => n.toString(16).padStart(40, '0') as MachineId
const choice = (n: number, over: Partial<CardChoice> = {}): CardChoice => ({
  machine: sampleMachine({ id: idOf(n), name: `a-machine-with-a-long-name-${n}.fabrikam.example` }),
  headline: 'Not isolated',
  generation: n,
  why: null,
  warnings: [],
  ...over,
})
const forty = (over: Partial<CardChoice> = {}) => Array.from({ length: 40 }, (_, n) => choice(n, over))
const lint = (card: object) => lintCard({ summary: 'Several', body: { card } })
const textOf = (card: object) => JSON.stringify(card)
const click = { caseId: CASE, act: 'isolate', isolationType: 'Full' } as const
const release = { ...click, act: 'unisolate' } as const
const declinedBy = (name: string): BatchItem => ({
  ...sampleBatch().items[0]!,
  state: 'held',
  why: 'Declined',
  endedBy: { id: 'oid-lena' as PersonId, name },
})
const STATES: readonly ItemState[] = [
  'waiting',
  'asking',
  'accepted',
  'joined',
  'refused',
  'unknown',
  'approval',
  'held',
  'overtaken',
]

describe('several machines on cards', () => {
  it('are fit for every Teams client, up to forty with long words', () => {
    const words = 'Because '.repeat(60)
    lint(pickCard(click, forty(), 7, 'Ransomware'))
    lint(pickCard(click, forty({ why: words }), 0, 'Ransomware'))
    lint(severalCard(click, forty({ warnings: [words, words] }), words, words))
    const items = forty().map(({ machine }, n): BatchItem => {
      return { machineId: machine.id, generation: 0, state: STATES[n % STATES.length]!, intentId: null, why: words }
    })
    const machines = new Map(forty().map(({ machine }) => [machine.id, machine]))
    lintCard(batchMessage(sampleBatch({ items }), machines, TIMES))
  })

  it('show outside text as text', () => {
    for (const name of HOSTILE) {
      const one = choice(1, { machine: sampleMachine({ name, machineGroup: name }), warnings: [name] })
      lint(pickCard(click, [one, { ...one, why: name }], 0, name))
      lint(severalCard(click, [one], null, name))
      const items = [declinedBy(name)]
      const batch = sampleBatch({ person: { ...sampleBatch().person, name }, items })
      lintCard(batchMessage(batch, new Map([[one.machine.id, one.machine]]), TIMES))
    }
  })

  it('name each machine before the last tap, with all that gives pause', () => {
    const warned = choice(1, { warnings: ['Server: what it serves is cut, too.', 'High device value.'] })
    const text = textOf(severalCard(click, [warned, choice(2)], null, 'Ransomware'))
    assert.match(text, /Isolate 2 machines\?/)
    assert.match(text, /Server: what it serves is cut, too\. High device value\./)
    assert.doesNotMatch(text, /blank|more\)/)
  })

  it('tell the worst of each alone, and how much more there is, where many are picked', () => {
    const text = textOf(severalCard(click, forty({ warnings: ['Server', 'High'] }), null, 'Ransomware'))
    assert.match(text, /Server \(\+ 1 more\)/)
  })

  it('are released with no choice of how, and each step says so', () => {
    const pick = textOf(pickCard(release, [choice(1)], 0, 'Released from Teams'))
    const confirm = textOf(severalCard(release, [choice(1), choice(2)], null, 'Released from Teams'))
    for (const card of [pick, confirm]) {
      assert.match(card, /"act":"unisolate"/)
      assert.doesNotMatch(card, /"isolate"|Isolate|isolationType|Full/)
    }
    assert.match(confirm, /Release 2 machines now/)
    assert.match(textOf(pickCard(release, [], 0, '')), /None can be released now/)
    assert.match(textOf(pickCard(click, [choice(1)], 0, '')), /"Full: /)
  })

  it('name who declined a request for a second person', () => {
    assert.match(
      textOf(batchMessage(sampleBatch({ items: [declinedBy('Lena Lead')] }), new Map(), TIMES)),
      /"Declined by Lena Lead"/,
    )
  })

  it('say before the last tap from which on a second person has to approve', () => {
    assert.match(textOf(severalCard(click, [choice(1)], 'From the 4th on', 'Ransomware')), /at any time\. From the 4th on/)
  })

  it('can be stopped while they go on, and told to go on once they are stopped', () => {
    const running = sampleBatch()
    const verbs = (batch: typeof running) =>
      [...textOf(batchMessage(batch, new Map(), TIMES)).matchAll(/"verb":"([\w-]+)","style"/g)].map(([, verb]) => verb)
    assert.deepEqual(verbs(running), ['stop-batch'])
    assert.deepEqual(verbs({ ...running, state: 'stopping' }), [])
    assert.deepEqual(verbs(endedBatch(running, { why: 'sign-in' }, running.beganAt)), ['go-on-batch'])
    assert.deepEqual(verbs(endedBatch(running, 'done', running.beganAt)), [])
  })

  it('carry which were chosen, and nothing else is taken for it', () => {
    const machines = `${idOf(1)}.0,${idOf(2)}.12`
    assert.deepEqual(parseSeveralClick('confirm-several', { caseId: CASE, machines })?.machines, [
      { machineId: idOf(1), generation: 0 },
      { machineId: idOf(2), generation: 12 },
    ])
    assert.deepEqual(parseSeveralClick('several', { caseId: CASE })?.machines, [])
    assert.equal(parseSeveralClick('several', { caseId: CASE, act: 'unisolate' })?.act, 'unisolate')
    assert.equal(parseSeveralClick('several', { caseId: CASE, act: 'contain' }), null)
    for (const wrong of ['x', `${idOf(1)}.0,`, `${idOf(1)}`, `${idOf(1)}.0,`.repeat(80), 7])
      assert.equal(parseSeveralClick('several', { caseId: CASE, machines: wrong }), null)
    assert.equal(parseSeveralClick('isolate', { caseId: CASE }), null)
    assert.equal(parseBatchSteer({ batchId: 'ab' }), null)
  })
})

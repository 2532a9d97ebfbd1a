import assert from 'node:assert/strict'
import { alert, ISOLATED, ME, machine, minutesBefore, QUIET, rows, WAITING } from '../../test/samples.ts'
import { alertRowView, machineWord } from './alert-row.ts'
import { actsAs, containmentTone, offerOf, refusedBecause } from './containment.ts'
import { evidenceGroups, techniqueUrl } from './evidence.ts'
import { alertFacts, machineFacts, machineTiles } from './facts.ts'
import { alertsPath, groupChoices, narrows, OPEN_ALERTS } from './filter.ts'
import { freshness } from './freshness.ts'
import { ago, clock, moment } from './times.ts'
import { severityTone } from './tone.ts'
import { counted, spaced, words } from './words.ts'

const NOW = Date.parse('2026-11-24T03:10:00Z')

describe('what the tab says', () => {
  describe('of words', () => {
    it("puts spaces into Defender's words and leaves names alone", () => {
      assert.equal(words('InProgress'), 'In progress')
      assert.equal(words('NoSensorDataImpairedCommunication'), 'No sensor data impaired communication')
      assert.equal(words('UnSpecified'), 'Unspecified')
      assert.equal(spaced('WindowsServer2022'), 'Windows Server 2022')
      assert.equal(spaced('macOS'), 'macOS')
      assert.equal(words(null), 'not known')
    })

    it('counts', () => {
      assert.deepEqual([counted(0, 'alert'), counted(1, 'alert')], ['0 alerts', '1 alert'])
    })
  })

  describe('of times', () => {
    it('names the day only when it is not today, and the year only when it is not this one', () => {
      assert.equal(clock('2026-11-24T02:41:00Z', NOW), '02:41 UTC')
      assert.equal(clock('2026-11-23T22:05:00Z', NOW), '23 Nov 22:05 UTC')
      assert.equal(clock('2025-11-24T02:41:00Z', NOW), '24 Nov 2025 02:41 UTC')
    })

    it('reads seven digits of a second', () => {
      assert.equal(moment('2026-11-24T03:05:59.1234567Z', NOW).replaceAll('\u00a0', ' '), '24 Nov 03:05 UTC, 4 min ago')
    })

    it('grows coarser with age', () => {
      const told = [0, 59, 60, 47 * 60, 48 * 60].map((minutes) => ago(minutesBefore(NOW, minutes), NOW))
      assert.deepEqual(told, ['just now', '59 min ago', '1 h ago', '47 h ago', '2 d ago'])
    })
  })

  describe('of an alert', () => {
    it('shows an unknown severity as loudly as the worst, in its own word', () => {
      const row = alertRowView(rows(NOW).at(-1)!, NOW)
      assert.deepEqual([row.tone, row.severity], ['bad', 'Catastrophic'])
      assert.deepEqual([0, 1, 2, 3, 4].map(severityTone), ['calm', 'calm', 'note', 'warn', 'bad'])
    })

    it('tells a machine without a name from others by the end of its id, and says when there is none', () => {
      assert.equal(machineWord({ machine: { id: 'abcdef123456', name: null } }), 'Machine …123456')
      assert.equal(machineWord({ machine: null }), 'No machine')
    })

    it('leaves out what Defender left empty', () => {
      const labels = alertFacts(alert(NOW), NOW).map(({ label }) => label)
      assert.ok(labels.includes('User'))
      assert.ok(!labels.includes('Resolved') && !labels.includes('Threat'))
    })

    it('gathers evidence by its type, in the order told', () => {
      const piece = (type: string) => ({ type, facts: [] })
      const groups = evidenceGroups([piece('File'), piece('Ip'), piece('File')])
      assert.deepEqual(
        groups.map(({ word, pieces }) => [word, pieces.length]),
        [
          ['File', 2],
          ['IP address', 1],
        ],
      )
    })

    it('links to MITRE what looks like a technique, and nothing else', () => {
      assert.equal(techniqueUrl('T1003.001'), 'https://attack.mitre.org/techniques/T1003/001/')
      assert.equal(techniqueUrl('T1055'), 'https://attack.mitre.org/techniques/T1055/')
      assert.equal(techniqueUrl('T1055/../../evil'), null)
    })
  })

  describe('of what is shown', () => {
    it('asks for what is chosen and no more', () => {
      assert.equal(alertsPath(OPEN_ALERTS), '/api/tab/alerts?status=New%2CInProgress')
      assert.equal(alertsPath({ severity: '', status: '', group: '', search: ' ' }), '/api/tab/alerts')
      assert.equal(alertsPath({ ...OPEN_ALERTS, status: '', group: 'A&B' }), '/api/tab/alerts?group=A%26B')
    })

    it('offers the groups that Defender shows, and knows when something narrows', () => {
      assert.deepEqual(
        groupChoices(['Servers']).map(({ word }) => word),
        ['All groups', 'Servers'],
      )
      assert.deepEqual([narrows(OPEN_ALERTS), narrows({ ...OPEN_ALERTS, search: 'x' })], [false, true])
    })
  })

  describe('of its age', () => {
    const up = { online: true, live: true }
    it('says when Defender was read, and that it is old, not followed, or all there is', () => {
      const asOf = minutesBefore(NOW, 1)
      assert.deepEqual(freshness(asOf, NOW, up), { text: 'Defender read 03:09 UTC', stale: false })
      assert.deepEqual(freshness(asOf, NOW, { ...up, live: false }), { text: 'Defender read 03:09 UTC, not live', stale: true })
      assert.deepEqual(freshness(asOf, NOW, { ...up, online: false }), { text: 'Offline. Defender read 03:09 UTC', stale: true })
      assert.deepEqual(freshness(minutesBefore(NOW, 12), NOW, up), { text: 'Defender read 02:58 UTC, 12 min ago', stale: true })
      assert.deepEqual(freshness(null, NOW, up), { text: 'Defender not read yet', stale: true })
    })
  })

  describe('of a machine', () => {
    it('puts risk and exposure first, and marks a silent sensor', () => {
      const tiles = machineTiles({ ...machine(NOW), healthStatus: 'ImpairedCommunication' })
      assert.deepEqual(
        tiles.map(({ label, value, tone }) => [label, value, tone]),
        [
          ['Risk', 'High', 'bad'],
          ['Exposure', 'Medium', 'warn'],
          ['Sensor', 'Impaired communication', 'warn'],
        ],
      )
    })

    it("words Defender's last seen as the last full report", () => {
      const fact = machineFacts(machine(NOW), NOW).find(({ label }) => label.startsWith('Last full report'))
      assert.equal(fact?.label, 'Last full report, sent about every 24 h')
      assert.match(fact?.value ?? '', /13\u00a0h\u00a0ago$/)
    })

    it('offers to isolate, to release, and to cancel what the machine has not carried out', () => {
      const offered = [QUIET, WAITING, ISOLATED, { ...WAITING, next: null }].map(
        (containment) => offerOf(machine(NOW, containment), 'host-1')?.confirm ?? null,
      )
      assert.deepEqual(offered, ['Isolate now', 'Cancel isolation now', 'Release now', null])
    })

    it('is loud when Defender recorded somebody else', () => {
      assert.equal(containmentTone(ISOLATED), 'good')
      assert.equal(containmentTone({ ...ISOLATED, matches: false }), 'bad')
      assert.equal(containmentTone(WAITING), 'warn')
    })

    it('says whose rights an action takes, and why it cannot be asked for', () => {
      assert.match(actsAs(ME), /your own rights; Defender records Robin Responder/)
      assert.match(actsAs({ ...ME, mode: 'application' }), /^Runs as the service, in application mode; Robin Responder goes into/)
      assert.match(refusedBecause(ME, false) ?? '', /^You are offline/)
      assert.equal(refusedBecause({ ...ME, readOnly: 'Switched off.' }, true), 'Switched off.')
      assert.equal(refusedBecause(ME, true), null)
    })
  })
})

import type { Alert, Evidence } from '../domain/alert.ts'
import { SEVERITIES, severityRank, wordOf } from '../domain/alert.ts'
import type { CaseFile } from '../domain/case.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { Machine } from '../domain/machine.ts'
import { verdictWords } from '../domain/verdict.ts'
import { plain } from './plain.ts'
import { severityLook } from './severity.ts'
import type { Times } from './times.ts'

interface Fact {
  readonly label: string
  readonly value: string
}

/** Alerts named on a card; the others are counted. */
const MOST_NAMED = 5

/** What a notification says: the worst alert and where. */
export function headline(file: CaseFile): string {
  const where = file.case.machineId === null ? '' : ` on ${machineName(file)}`
  return `${plain(file.alerts[0]?.title ?? 'Alert', 120)}${where}`
}

/** What the case's machine is called; one that Defender gave no name has the beginning of its id. */
export function machineName({ alerts, machine, case: { machineId } }: CaseFile): string {
  const name = machine?.name ?? alerts.find((alert) => alert.machine?.name)?.machine?.name
  return name ? plain(name, 80) : `machine ${(machineId ?? '').slice(0, 12)}…`
}

/** The severity rank that the card shows: of what is unresolved, else of what there was. */
export function worstRank({ alerts, totals }: CaseFile): number {
  return totals.unresolved > 0 ? totals.severityRank : Math.max(-1, ...alerts.map(({ severity }) => severityRank(severity)))
}

/** Where the case stands, in Defender's word for its worst alert. */
export function caseStatus(file: CaseFile): string {
  const {
    case: { closedAt },
    alerts: [first],
    totals,
  } = file
  if (!first) return ''
  const said = [first.assignedTo && plain(first.assignedTo, 60), verdict(first)]
  if (totals.unresolved === 0) return ['Resolved', ...(closedAt === null ? [keptOpenBy(file)] : said)].filter(Boolean).join(' · ')
  if (!first.readable) return 'severity not known'
  const word = first.status === 'Unknown' ? 'Unknown status' : phrase(wordOf(first.status), 30)
  return [word, ...said].filter(Boolean).join(' · ')
}

/** Why a case whose alerts are all resolved is still open. */
function keptOpenBy({ containment, machine }: CaseFile): string {
  const cutOff = containment.is === 'isolated' || ('contained' in containment && containment.contained)
  return cutOff ? `machine still ${cutOffWords(machine).done}` : 'machine action under way'
}

function verdict({ classification, determination }: Alert): string | null {
  return classification && plain(verdictWords(classification, determination), 60)
}

/** Defender's run-together words as a person writes them: `CommandAndControl` is "Command and control". */
export function phrase(word: string, most: number): string {
  return plain(word, most).replaceAll(/(?<=[a-z])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** A product's run-together name as its maker writes it: `WindowsServer2022` is "Windows Server 2022". */
export function productName(name: string): string {
  return plain(name, 40).replaceAll(/(?<=[a-z]{2})(?=[A-Z][a-z]|\d)/g, ' ')
}

/** Label and value of what decides, most telling first; what Defender did not say is left out, but for risk and user. */
export function caseFacts({ case: one, alerts, machine }: CaseFile, times: Times): Fact[] {
  const [first] = alerts
  if (!first?.readable) return []
  const words = (value: string | null | undefined) => (value ? plain(value, 80) : null)
  const risk = [
    words(machine?.riskScore) ?? 'not known',
    machine?.exposureLevel && `exposure ${words(machine.exposureLevel)}`,
    machine?.deviceValue && machine.deviceValue !== 'Normal' && `value ${words(machine.deviceValue)}`,
  ]
  const activity = [first.firstEventAt, first.lastEventAt].flatMap((at) => (at ? times.at(at) : []))
  const about = [
    first.category && !NO_CATEGORY.has(first.category) && phrase(first.category, 80),
    words(first.threat),
    first.mitreTechniques
      .slice(0, 4)
      .map((id) => plain(id, 20))
      .join(', '),
  ]
  const facts: (Fact | null)[] = [
    one.machineId === null ? null : { label: 'Risk', value: risk.filter(Boolean).join(' · ') },
    sensorFact(machine, times),
    { label: 'User', value: words(first.user) ?? 'not known' },
    activity.length > 0 ? { label: 'Activity', value: [...new Set(activity)].join(' – ') } : null,
    one.incidentId === null ? null : { label: 'Incident', value: String(one.incidentId) },
    about.some(Boolean) ? { label: 'Category', value: about.filter(Boolean).join(' · ') } : null,
  ]
  return facts.filter((fact) => fact !== null)
}

/** What Defender writes where it has no category (seen in recorded answers). */
const NO_CATEGORY: ReadonlySet<string> = new Set(['None', 'null'])

/** A sensor that is not active may not hear of an isolation; said only then. */
function sensorFact(machine: Machine | null, times: Times): Fact | null {
  if (!machine?.healthStatus || machine.healthStatus === 'Active') return null
  const report = machine.lastSeenAt ? `, last full report ${times.at(machine.lastSeenAt)}` : ''
  return { label: 'Sensor', value: `${phrase(machine.healthStatus, 60)}${report}` }
}

/** The other alerts of the case, and how many there is no room for. */
export function alertRows({ alerts, totals }: CaseFile, times: Times) {
  const rows = alerts.slice(1, 1 + MOST_NAMED).map((alert) => {
    const { word, colour } = severityLook(alert.severity)
    return { severity: word, colour, title: plain(alert.title, 100), when: alert.createdAt ? times.at(alert.createdAt) : '' }
  })
  const rest = totals.alerts - 1 - rows.length
  return { alertsTitle: `${totals.alerts} alerts`, alerts: rows, more: rest > 0 ? `+ ${rest} more` : null }
}

/** How many other machines of the incident are counted here instead of shown, the worst first; `null` where none is. */
export function countedWords(counted: ReadonlyMap<number, number>): string | null {
  const total = [...counted.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const parts = [...counted]
    .toSorted(([a], [b]) => b - a)
    .map(([rank, count]) => `${count} ${(SEVERITIES[rank] ?? 'of another severity').toLowerCase()}`)
  return `+ ${total} ${total === 1 ? 'machine' : 'machines'} of this incident (${parts.join(', ')})`
}

/** What happened, for a card that has the room: description and the evidence that people look at first. */
export function caseContext({ alerts, totals, case: { machineId } }: CaseFile): Fact[] {
  const [first] = alerts
  if (!first) return []
  if (!first.readable) return [{ label: plain(first.id, 120), value: '  Nothing else is known of it. Open it in Defender.' }]
  const alone = totals.alerts === 1 || machineId === null
  const description = first.description && alone ? [{ label: '', value: plain(first.description, 280) }] : []
  return [...description, ...first.evidence.flatMap(evidenceFact).slice(0, 3)]
}

/** Defender's types of evidence that are no words. */
const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ['Ip', 'IP address'],
  ['Url', 'URL'],
])

function evidenceFact(piece: Evidence): Fact[] {
  const value = piece.commandLine ?? piece.fileName ?? piece.ipAddress ?? piece.url ?? piece.registry
  if (!value || piece.type === 'User') return []
  const where = piece.commandLine === null && piece.fileName !== null ? piece.filePath : null
  const label = TYPE_WORDS.get(piece.type) ?? plain(piece.type, 24)
  return [{ label, value: `  ${plain(value, 180)}${where ? ` in ${plain(where, 120)}` : ''}` }]
}

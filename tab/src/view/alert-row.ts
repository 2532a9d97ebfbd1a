import type { TabAlertRow } from '../../../bot/tab-contract/alerts.ts'
import { ago } from './times.ts'
import { severityTone, type Tone } from './tone.ts'
import { words } from './words.ts'

/** One alert as a row of a list says it. */
export interface AlertRowView {
  readonly id: string
  readonly tone: Tone
  readonly severity: string
  readonly status: string
  readonly age: string
  readonly title: string
  readonly machine: string
  readonly group: string | null
}

/** The row of an alert. */
export function alertRowView(alert: TabAlertRow, now: number): AlertRowView {
  return {
    id: alert.id,
    tone: severityTone(alert.severityRank),
    severity: words(alert.severity),
    status: [words(alert.status), alert.assignedTo?.split('@')[0]].filter(Boolean).join(' · '),
    age: alert.createdAt === null ? '' : ago(alert.createdAt, now),
    title: alert.title,
    machine: machineWord(alert),
    group: alert.machineGroup,
  }
}

/** A machine's name, or the end of its id, which is how it can be told from others. */
export function machineWord({ machine }: Pick<TabAlertRow, 'machine'>): string {
  if (machine === null) return 'No machine'
  return machine.name ?? `Machine …${machine.id.slice(-6)}`
}

import type { TabAlertRow } from '../../../bot/tab-contract/alerts.ts'
import type { TabBatchVerb } from '../../../bot/tab-contract/batches.ts'
import { counted } from './words.ts'

/** As many as one batch takes. */
export const MOST_MACHINES = 40

const WORDS: Readonly<Record<TabBatchVerb, string>> = { isolate: 'Isolate', unisolate: 'Release' }

/** `Isolate 3 machines`. */
export function batchTitle(verb: TabBatchVerb, count: number): string {
  return `${WORDS[verb]} ${counted(count, 'machine')}`
}

/** The machines of these alerts, those with the worst alert first. */
export function machinesOf(alerts: readonly TabAlertRow[]): string[] {
  const worstFirst = alerts.toSorted((a, b) => b.severityRank - a.severityRank)
  return [...new Set(worstFirst.flatMap(({ machine }) => machine?.id ?? []))]
}

/** The ticked machines after some more were ticked, at the end, or some no longer are. */
export function withTicks(were: ReadonlySet<string> | null, machines: readonly string[], on: boolean): ReadonlySet<string> {
  const others = [...(were ?? [])].filter((id) => on || !machines.includes(id))
  return new Set(on ? [...others, ...machines] : others)
}

/** Where the choices are read. */
export function choicesPath(verb: TabBatchVerb, machines: readonly string[]): string {
  const query = new URLSearchParams([['verb', verb], ...machines.slice(0, MOST_MACHINES).map((id) => ['machine', id])])
  return `/api/tab/batches/choices?${query}`
}

/** What of the alerts is shown. */
export interface Filter {
  /** The least severity, as the API has it; empty for any. */
  readonly severity: string
  /** Statuses, comma between; empty for all. */
  readonly status: string
  readonly group: string
  readonly search: string
}

/** What one comes for: whatever is not done yet. */
export const OPEN_ALERTS: Filter = { severity: '', status: 'New,InProgress', group: '', search: '' }

/** One way to choose, and its word. */
export interface Choice {
  readonly value: string
  readonly word: string
}

/** By least severity. */
export const SEVERITY_CHOICES: readonly Choice[] = [
  { value: '', word: 'Any severity' },
  { value: 'low', word: 'Low and up' },
  { value: 'medium', word: 'Medium and up' },
  { value: 'high', word: 'High' },
]

/** By status. */
export const STATUS_CHOICES: readonly Choice[] = [
  { value: 'New,InProgress', word: 'Open' },
  { value: 'New', word: 'New' },
  { value: 'InProgress', word: 'In progress' },
  { value: 'Resolved', word: 'Resolved' },
  { value: '', word: 'Any status' },
]

/** By machine group, of those that Defender shows the person. */
export function groupChoices(groups: readonly string[]): Choice[] {
  return [{ value: '', word: 'All groups' }, ...groups.map((group) => ({ value: group, word: group }))]
}

/** What the API is asked. */
export function alertsPath({ severity, status, group, search }: Filter): string {
  const asked = new URLSearchParams()
  if (severity) asked.set('severity', severity)
  if (status) asked.set('status', status)
  if (group) asked.set('group', group)
  if (search.trim()) asked.set('q', search.trim())
  return asked.size === 0 ? '/api/tab/alerts' : `/api/tab/alerts?${asked}`
}

/** Whether more would be seen without it. */
export function narrows(filter: Filter): boolean {
  return alertsPath(filter) !== alertsPath(OPEN_ALERTS)
}

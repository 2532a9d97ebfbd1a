import type { TabMe } from '../../../bot/tab-contract.ts'

/** Why alerts cannot be changed, in words; `null` when they can. */
export function noTriageBecause(me: TabMe | null, online: boolean): string | null {
  if (!online) return 'You are offline. Triage needs a connection.'
  return me?.noTriage ?? null
}

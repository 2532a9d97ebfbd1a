import type { Ending } from '../domain/ending.ts'
import { daysAhead } from '../domain/ending.ts'
import type { Clock } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { tellOperator } from './tell-operator.ts'

/**
 * Tells the operator conversation of what ends 30, 7 and 1 days ahead, and when it has ended, once each for every version,
 * and answers how often it did. Without such a conversation nothing counts as told.
 */
export function warnOfEndings(
  { store, now }: { readonly store: Store; readonly now: Clock },
  endings: readonly Ending[],
): Promise<number> {
  return store.transaction(async (records) => {
    if ((await records.cursor('operator')) === null) return 0
    const before = await toldBefore(records)
    const due = endings.flatMap((ending) => {
      const days = daysAhead(ending.endsAt, now())
      return days === null ? [] : [{ ...ending, days, key: `${ending.name} ${ending.version}` }]
    })
    const fresh = due.filter(({ key, days }) => (before[key] ?? Number.POSITIVE_INFINITY) > days)
    for (const { name, endsAt, days, key } of fresh) {
      const title = days === 0 ? `${name} has ended` : `${name} ends within ${days === 1 ? 'a day' : `${days} days`}`
      const lines = [
        `At ${endsAt.slice(0, 16).replace('T', ' ')} UTC. Entra refuses it from then on.`,
        'Put a new version in its place; no restart is needed with Key Vault.',
      ]
      await tellOperator({ store: records, now }, `ending:${key}:${days}`, { title, lines })
    }
    if (fresh.length > 0)
      await records.setCursor('endings-told', JSON.stringify(Object.fromEntries(due.map(({ key, days }) => [key, days]))))
    return fresh.length
  })
}

async function toldBefore(records: Records): Promise<Readonly<Record<string, number>>> {
  return JSON.parse((await records.cursor('endings-told')) ?? '{}')
}

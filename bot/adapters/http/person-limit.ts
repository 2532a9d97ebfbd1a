import type { PersonId } from '../../domain/ids.ts'

/** How often one person may ask: `burst` at once, and `perSecond` from then on. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** People counted at a time; whoever asked longest ago is forgotten first, as somebody who has not asked. */
const MOST_PEOPLE = 1000

/** Answers whether the person may ask now, and counts it when they may. */
export function createPersonLimit({ burst, perSecond }: Rate, nowMs: () => number): (person: PersonId) => boolean {
  const left = new Map<PersonId, { readonly asks: number; readonly atMs: number }>()
  return (person) => {
    const at = nowMs()
    const before = left.get(person) ?? { asks: burst, atMs: at }
    const asks = Math.min(burst, before.asks + ((at - before.atMs) / 1000) * perSecond)
    left.delete(person)
    left.set(person, { asks: asks < 1 ? asks : asks - 1, atMs: at })
    const [oldest] = left.keys()
    if (left.size > MOST_PEOPLE && oldest) left.delete(oldest)
    return asks >= 1
  }
}

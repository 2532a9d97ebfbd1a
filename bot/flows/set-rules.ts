import type { RuleId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Rule } from '../domain/rule.ts'
import type { Store } from '../records.ts'

/** Before any alert that Defender can still have. */
const THE_BEGINNING = '2000-01-01T00:00:00.0000000Z' as Instant

/** Adds a rule; when it looks back, reading begins again from there once, so that what it admits is found. */
export async function addRule(store: Store, rule: Rule): Promise<void> {
  await store.transaction(async (records) => {
    await records.addRule(rule)
    const from = rule.since ?? THE_BEGINNING
    const before = await records.cursor('catch-up')
    if (before === null || from < before) await records.setCursor('catch-up', from)
  })
}

/** Removes a rule; cards that it brought stay and are kept up to date. False when there is no such rule. */
export function removeRule(store: Store, id: RuleId): Promise<boolean> {
  return store.transaction((records) => records.removeRule(id))
}

import type { Rule } from '../domain/rule.ts'
import type { AdaptiveCard } from './expand.ts'
import { plain } from './plain.ts'

/** A name as it may stand in `<at>…</at>`, the only outside text in a TextBlock: without anything that Markdown or the tag could read. */
export function mentionName(name: string): string {
  return plain(name.replaceAll(/[^\p{L}\p{N}\p{M} .'’-]/gu, ' '), 60)
}

/** The card with its `<at>Name</at>` made into mentions, which ring a phone (Teams: "Mention support within Adaptive Cards"). */
export function mentioning(card: AdaptiveCard, people: readonly NonNullable<Rule['mention']>[]): AdaptiveCard {
  const entities = people.map(({ id, name }) => ({
    type: 'mention',
    text: `<at>${mentionName(name)}</at>`,
    mentioned: { id, name: mentionName(name) },
  }))
  return { ...card, msteams: { entities } }
}

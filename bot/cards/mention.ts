import type { Rule } from '../domain/rule.ts'
import type { AdaptiveCard } from './expand.ts'
import { plain } from './plain.ts'

/** The card with its `<at>Name</at>` made into mentions, which ring a phone (Teams: "Mention support within Adaptive Cards"). */
export function mentioning(card: AdaptiveCard, people: readonly NonNullable<Rule['mention']>[]): AdaptiveCard {
  const entities = people.map(({ id, name }) => ({
    type: 'mention',
    text: `<at>${plain(name, 60)}</at>`,
    mentioned: { id, name: plain(name, 60) },
  }))
  return { ...card, msteams: { entities } }
}

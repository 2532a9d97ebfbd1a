import type { Alert } from '../../domain/alert.ts'

/** Text as it is compared: both databases fold other letters than A to Z in ways of their own, so it is done here. */
export function folded(text: string): string {
  return text.toLowerCase()
}

/** A machine group as it is compared. An index of PostgreSQL's takes no more than 2,704 bytes a row, so it is cut. */
export function groupKey<T extends string | null>(name: T) {
  return name && folded(name).slice(0, 200)
}

/** What a search by text looks through. */
export function searchText({ title, machine, user }: Alert): string {
  return folded([title, machine?.name, user].filter(Boolean).join('\n'))
}

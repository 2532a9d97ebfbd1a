import type { TabReview } from '../../../bot/tab-contract/machines.ts'
import { ago, clock } from './times.ts'

/** How much longer an isolation may be left alone. */
export const EXTENSIONS = [
  { hours: 4, word: '4 hours' },
  { hours: 24, word: '24 hours' },
  { hours: 72, word: '3 days' },
] as const

/** A review as the tab says it. */
export interface ReviewView {
  readonly owner: string
  readonly due: string
  readonly overdue: boolean
}

/** The words of a review. */
export function reviewView({ owner, mine, dueAt, since }: TabReview, now: number): ReviewView {
  const overdue = Date.parse(dueAt) <= now
  return {
    owner: `${mine ? 'Yours' : owner === null ? 'No owner' : owner} · asked ${ago(since, now)}`,
    due: overdue ? `Review was due ${clock(dueAt, now)}` : `Review due ${clock(dueAt, now)}`,
    overdue,
  }
}

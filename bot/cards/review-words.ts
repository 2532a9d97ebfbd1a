import type { ExtensionHours, IsolationReview } from '../domain/isolation-review.ts'
import type { Machine } from '../domain/machine.ts'
import { plain } from './plain.ts'
import type { Times } from './times.ts'

/** Whether it was asked for and nobody has decided since. A card has no clock of its own: it says so from then on. */
export function asksFor({ endedAt, asked, dueAt }: IsolationReview): boolean {
  return endedAt === null && asked !== null && asked.at >= dueAt
}

/** Who answers for an isolation. */
export function ownerWords({ owner }: IsolationReview, recorded: string | null): string {
  if (owner) return `Owner ${plain(owner.name, 60)}`
  return recorded ? `No owner here, asked by ${plain(recorded, 80)}` : 'No owner here'
}

/** The isolated machine, by name where it is known. */
export function machineWords({ machineId }: IsolationReview, machine: Machine | null): string {
  return plain(machine?.name ?? `machine ${machineId.slice(0, 12)}…`, 80)
}

/** When it is looked at again: `Review due 25 Nov 09:00 UTC`. */
export function dueWords(review: IsolationReview, times: Times): string {
  return `Review ${asksFor(review) ? 'was due' : 'due'} ${times.at(review.dueAt)}`
}

/** Owner and review in one line: `Owner Ada · review 25 Nov 09:00 UTC`. */
export function reviewLine(review: IsolationReview, times: Times): string {
  return `${ownerWords(review, null)} · review ${asksFor(review) ? 'was due ' : ''}${times.at(review.dueAt)}`
}

/** How much longer. */
export function lengthWords(hours: ExtensionHours): string {
  return hours === 72 ? '3 days' : `${hours} hours`
}

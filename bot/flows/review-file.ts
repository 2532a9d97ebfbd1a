import type { IsolationReview, ReviewFile } from '../domain/isolation-review.ts'
import type { Records } from '../records.ts'

/** Everything that a card about a review is drawn from; `caseId` is the case that its buttons act in. */
export async function reviewFile(
  records: Records,
  review: IsolationReview,
  { caseId, kind }: Pick<ReviewFile, 'caseId' | 'kind'>,
): Promise<ReviewFile> {
  const { machineId } = review
  const [machines, containments] = await Promise.all([records.machines([machineId]), records.containments([machineId])])
  return {
    review,
    caseId,
    kind,
    machine: machines.get(machineId) ?? null,
    containment: containments.get(machineId) ?? { is: 'unknown' },
    generation: await records.generation(machineId, 'containment'),
    granted: await records.granted(),
  }
}

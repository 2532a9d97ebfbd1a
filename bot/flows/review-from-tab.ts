import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { ActionId, MachineId } from '../domain/ids.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Clock, DefenderAsPerson, UserTokens } from '../ports.ts'
import type { Store } from '../records.ts'
import type { TabReviewRequest } from '../tab-contract/isolations.ts'
import type { TabProblem, TabReview } from '../tab-contract.ts'
import { reviewView } from '../tab-views/review-view.ts'
import { auditTabRefusal } from './audit-click.ts'
import { changeReview } from './change-review.ts'
import { isHidden } from './gather-facts.ts'
import { rightsOf } from './see-as-person.ts'

/** What deciding from the tab needs. */
export interface TabReviewPorts {
  readonly store: Store
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
  readonly defender: Pick<DefenderAsPerson, 'machine'>
  readonly now: Clock
}

/**
 * Extends the review of a machine's isolation or takes it over, with the same checks as a button of a card.
 * @throws BotError when nothing was changed for want of the person's rights, or of Defender
 */
export async function reviewFromTab(
  ports: TabReviewPorts,
  viewer: Viewer,
  machineId: MachineId,
  wanted: TabReviewRequest,
  signal: AbortSignal,
): Promise<TabReview | TabProblem> {
  const verb = `${wanted.do}-review`
  const noting = (why: string): Promise<void> => auditTabRefusal(ports, viewer, machineId, verb, why)
  const person = await rightsOf(ports, viewer, signal)
  const refusal = refusalOfRights(person, 'isolate')
  if (refusal) {
    await noting(refusal)
    return problem(403, 'Not changed', refusalWords(refusal, 'isolate', null))
  }
  await ports.defender.machine(machineId, person.token, signal).catch(async (error: unknown) => {
    if (!isHidden(error)) throw error
    await noting('Defender hides the machine')
    throw new BotError('not-found', 'no such machine in sight', { cause: error })
  })
  const review = await ports.store.reviewOf(machineId)
  const wish = wanted.do === 'extend' ? ({ do: 'extend', hours: wanted.hours ?? 24 } as const) : ({ do: 'take-over' } as const)
  const { id, name } = viewer
  const changed =
    review?.id === wanted.id && (await changeReview(ports, wanted.id as ActionId, wanted.revision, { id, name }, wish))
  if (changed) return reviewView(changed, id)
  await noting('out of date')
  return problem(409, 'The isolation has moved on', 'Nothing was changed. Look at it and ask again if it is still needed.')
}

function problem(status: number, title: string, detail: string): TabProblem {
  return { type: 'about:blank', status, title, detail }
}

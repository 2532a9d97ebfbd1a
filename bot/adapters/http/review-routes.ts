import type { Request, RequestHandler, Server } from 'restify'
import { BotError } from '../../domain/error.ts'
import type { MachineId } from '../../domain/ids.ts'
import type { Viewer } from '../../domain/viewer.ts'
import type { TabIsolations, TabReviewRequest, TabSuccessors } from '../../tab-contract/isolations.ts'
import type { TabReview } from '../../tab-contract/machines.ts'
import type { TabProblem } from '../../tab-contract.ts'
import { isProblem, parseMachineId, readReviewRequest } from './tab-input.ts'
import type { Work } from './tab-routes.ts'

/** What is isolated, and who answers for it, is told and changed by. Each may throw a `BotError`. */
export interface ReviewApi {
  isolations(viewer: Viewer, signal: AbortSignal): Promise<TabIsolations>
  successors(viewer: Viewer, id: MachineId, signal: AbortSignal): Promise<TabSuccessors | TabProblem>
  review(viewer: Viewer, id: MachineId, wanted: TabReviewRequest, signal: AbortSignal): Promise<TabReview | TabProblem>
}

/** Adds `/api/tab/isolations` and, of a machine, `…/successors` and `…/review`; `live` answers what costs calls to Defender. */
export function addReviewRoutes(
  server: Server,
  api: ReviewApi,
  { answering, live }: Readonly<Record<'answering' | 'live', (work: Work) => RequestHandler>>,
): void {
  server.get(
    '/api/tab/isolations',
    answering((viewer, _, signal) => api.isolations(viewer, signal)),
  )
  server.get(
    '/api/tab/machines/:id/successors',
    live((viewer, req, signal) => api.successors(viewer, machineOf(req), signal)),
  )
  server.post(
    '/api/tab/machines/:id/review',
    live(async (viewer, req, signal) => {
      const wanted = await readReviewRequest(req)
      return isProblem(wanted) ? wanted : api.review(viewer, machineOf(req), wanted, signal)
    }),
  )
}

/** @throws BotError for what is no machine id */
function machineOf(req: Request): MachineId {
  const id = parseMachineId(req.params.id)
  if (!id) throw new BotError('not-found', 'no machine id')
  return id
}

import type { Request, RequestHandler, Server } from 'restify'
import type { BatchVerb } from '../../domain/batch.ts'
import { BATCH_VERBS, MOST_IN_BATCH } from '../../domain/batch.ts'
import type { BatchId, MachineId } from '../../domain/ids.ts'
import type { Viewer } from '../../domain/viewer.ts'
import type { TabBatch, TabBatchChoices, TabBatchRequest, TabNewestBatch, TabOthersBatch } from '../../tab-contract/batches.ts'
import type { TabProblem } from '../../tab-contract.ts'
import { isProblem, parseMachineId, problem, readBatchRequest } from './tab-input.ts'
import type { Work } from './tab-routes.ts'

/** What batches are told, begun and steered by. Each may throw a `BotError`. */
export interface BatchApi {
  batchChoices(viewer: Viewer, verb: BatchVerb, ids: readonly MachineId[], signal: AbortSignal): Promise<TabBatchChoices>
  beginBatch(viewer: Viewer, wanted: TabBatchRequest, signal: AbortSignal): Promise<TabBatch | TabProblem>
  newestBatch(viewer: Viewer, signal: AbortSignal): Promise<TabNewestBatch>
  steerBatch(viewer: Viewer, id: BatchId, how: 'stop' | 'go-on', signal: AbortSignal): Promise<TabBatch | TabOthersBatch>
}

/** Adds `/api/tab/batches…`; `live` answers what costs calls to Defender. */
export function addBatchRoutes(
  server: Server,
  api: BatchApi,
  { answering, live }: Readonly<Record<'answering' | 'live', (work: Work) => RequestHandler>>,
): void {
  server.get(
    '/api/tab/batches',
    answering((viewer, _, signal) => api.newestBatch(viewer, signal)),
  )
  server.get(
    '/api/tab/batches/choices',
    answering(async (viewer, req, signal) => {
      const query = new URLSearchParams(req.getQuery())
      const verb = BATCH_VERBS.find((one) => one === query.get('verb'))
      const ids = query.getAll('machine').map(parseMachineId)
      const known = ids.filter((id) => id !== null)
      if (!verb || known.length < ids.length || known.length > MOST_IN_BATCH) return NOT_A_CHOICE
      return api.batchChoices(viewer, verb, [...new Set(known)], signal)
    }),
  )
  server.post(
    '/api/tab/batches',
    live(async (viewer, req, signal) => {
      const wanted = await readBatchRequest(req)
      return isProblem(wanted) ? wanted : api.beginBatch(viewer, wanted, signal)
    }),
  )
  for (const how of ['stop', 'go-on'] as const) {
    server.post(
      `/api/tab/batches/:id/${how}`,
      answering((viewer, req, signal) => api.steerBatch(viewer, idOf(req), how, signal)),
    )
  }
}

const NOT_A_CHOICE = problem(400, 'Not understood', `Select 1 to ${MOST_IN_BATCH} machines.`)

/** Compared with ids on record alone. */
function idOf(req: Request): BatchId {
  return String(req.params.id) as BatchId
}

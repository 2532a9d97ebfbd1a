import type { Request, RequestHandler, Server } from 'restify'
import { BotError } from '../../domain/error.ts'
import type { AlertId } from '../../domain/ids.ts'
import type { TriagePlace } from '../../domain/triage.ts'
import type { Viewer } from '../../domain/viewer.ts'
import type { TabTriage, TabTriaged, TabTriageRequest } from '../../tab-contract/triage.ts'
import type { TabProblem } from '../../tab-contract.ts'
import { isProblem, parseMachineId, readTriageRequest } from './tab-input.ts'
import type { Work } from './tab-routes.ts'

/** What the tab's triage is answered by. Each may throw a `BotError`. */
export interface TriageApi {
  triage(viewer: Viewer, place: TriagePlace, signal: AbortSignal): Promise<TabTriage>
  triaging(viewer: Viewer, place: TriagePlace, wanted: TabTriageRequest, signal: AbortSignal): Promise<TabTriaged | TabProblem>
}

/** Adds `/api/tab/alerts/{id}/triage` and `/api/tab/machines/{id}/triage`; `live` answers what costs calls to Defender. */
export function addTriageRoutes(server: Server, api: TriageApi, live: (work: Work) => RequestHandler): void {
  for (const [path, placeOf] of [
    ['/api/tab/alerts/:id/triage', alertOf],
    ['/api/tab/machines/:id/triage', machineOf],
  ] as const) {
    server.get(
      path,
      live((viewer, req, signal) => api.triage(viewer, placeOf(req), signal)),
    )
    server.post(
      path,
      live(async (viewer, req, signal) => {
        const wanted = await readTriageRequest(req)
        return isProblem(wanted) ? wanted : api.triaging(viewer, placeOf(req), wanted, signal)
      }),
    )
  }
}

function alertOf(req: Request): TriagePlace {
  return { of: 'alert', id: String(req.params.id) as AlertId }
}

/** @throws BotError for what is no machine id */
function machineOf(req: Request): TriagePlace {
  const id = parseMachineId(req.params.id)
  if (!id) throw new BotError('not-found', 'no machine id')
  return { of: 'machine', id }
}

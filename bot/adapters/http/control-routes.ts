import type { RequestHandler, Server } from 'restify'
import { BotError } from '../../domain/error.ts'
import type { ApprovalId } from '../../domain/ids.ts'
import type { Viewer } from '../../domain/viewer.ts'
import type { TabControls } from '../../tab-contract/controls.ts'
import type { TabProblem } from '../../tab-contract.ts'
import { isProblem, parseApprovalId, readDecision } from './tab-input.ts'
import type { Work } from './tab-routes.ts'

/** What holds actions back, asked and answered from the tab. Each may throw a `BotError`. */
export interface ControlApi {
  controls(viewer: Viewer, signal: AbortSignal): Promise<TabControls>
  decide(
    viewer: Viewer,
    id: ApprovalId,
    how: 'approved' | 'bypassed' | 'declined',
    why: string | null,
    signal: AbortSignal,
  ): Promise<TabControls | TabProblem>
  stop(viewer: Viewer, stops: boolean, signal: AbortSignal): Promise<TabControls | TabProblem>
}

const DECISIONS = [
  ['approve', 'approved'],
  ['decline', 'declined'],
  ['go-alone', 'bypassed'],
] as const

/** Adds `/api/tab/controls`, `…/approvals/…` and `…/actions/…`; `live` is for what asks Defender. */
export function addControlRoutes(
  server: Server,
  api: ControlApi,
  { answering, live }: Readonly<Record<'answering' | 'live', (work: Work) => RequestHandler>>,
): void {
  server.get(
    '/api/tab/controls',
    answering((viewer, _, signal) => api.controls(viewer, signal)),
  )
  for (const [path, how] of DECISIONS) {
    const decide = live(async (viewer, req, signal) => {
      const id = parseApprovalId(req.params.id)
      if (!id) throw new BotError('not-found', 'no request id')
      const decision = await readDecision(req)
      return isProblem(decision) ? decision : api.decide(viewer, id, how, decision.why, signal)
    })
    server.post(`/api/tab/approvals/:id/${path}`, decide)
  }
  for (const path of ['stop', 'resume'] as const) {
    const flip = answering((viewer, _, signal) => api.stop(viewer, path === 'stop', signal))
    server.post(`/api/tab/actions/${path}`, flip)
  }
}

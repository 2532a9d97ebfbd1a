import type { Request, Response, Server } from 'restify'
import { BotError } from '../../domain/error.ts'
import type { AlertId, MachineId } from '../../domain/ids.ts'
import type { Verb } from '../../domain/intent.ts'
import { VERBS } from '../../domain/intent.ts'
import type { Viewer } from '../../domain/viewer.ts'
import type { TabAlert, TabAlerts } from '../../tab-contract/alerts.ts'
import type { TabActRequest, TabAsked, TabContainment, TabMachine, TabPackage } from '../../tab-contract/machines.ts'
import type { TabEvent, TabMe, TabProblem } from '../../tab-contract.ts'
import type { BatchApi } from './batch-routes.ts'
import { addBatchRoutes } from './batch-routes.ts'
import { createCallerLimit } from './caller-limit.ts'
import type { ControlApi } from './control-routes.ts'
import { addControlRoutes } from './control-routes.ts'
import { createEventStreams } from './event-streams.ts'
import { sendJson, takesGzip } from './json-reply.ts'
import type { ReviewApi } from './review-routes.ts'
import { addReviewRoutes } from './review-routes.ts'
import type { Routes } from './server.ts'
import type { TellsStranger } from './stranger-limits.ts'
import type { TabFiles } from './tab-files.ts'
import type { ListFilter } from './tab-input.ts'
import { isProblem, parseFilter, parseMachineId, problem, readActRequest } from './tab-input.ts'
import type { TriageApi } from './triage-routes.ts'
import { addTriageRoutes } from './triage-routes.ts'

/** What the tab's API is answered by. Each may throw a `BotError`, which `refuse` has words for. */
export interface TabApi extends TriageApi, ReviewApi, ControlApi, BatchApi {
  /** Whom the token speaks for. */
  who(token: string): Promise<Viewer>
  me(viewer: Viewer, signal: AbortSignal): Promise<TabMe>
  alerts(viewer: Viewer, filter: ListFilter, signal: AbortSignal): Promise<TabAlerts>
  alert(viewer: Viewer, id: AlertId, signal: AbortSignal): Promise<TabAlert>
  machine(viewer: Viewer, id: MachineId, signal: AbortSignal): Promise<TabMachine>
  act(
    viewer: Viewer,
    id: MachineId,
    verb: Verb,
    wanted: TabActRequest,
    signal: AbortSignal,
  ): Promise<TabContainment | TabAsked | TabProblem>
  packageLink(viewer: Viewer, id: MachineId, signal: AbortSignal): Promise<TabPackage | TabProblem>
  /** Tells of changes until the function that it returns is called; `over` when it cannot any longer. */
  follow(viewer: Viewer, send: (event: TabEvent) => void, over: () => void): () => void
  /** `wish` is null when somebody only looked. @throws what is no `BotError` */
  refuse(
    error: unknown,
    viewer: Viewer | null,
    wish: { readonly verb: string; readonly machineId: MachineId | null } | null,
  ): Promise<TabProblem>
}

/** What the tab is served with. */
export interface TabRoutes {
  readonly api: TabApi
  readonly files: TabFiles
}

const ANSWER_WITHIN_MS = 10_000
const RATE = { burst: 100, perSecond: 20 }
/** Each is some calls to Defender, which gives the whole tenant 1,500 an hour. */
const LIVE_RATE = { burst: 20, perSecond: 0.5 }

const TOO_MANY = problem(429, 'Too many requests', 'Wait some seconds and try again.')
const FAULT = problem(500, 'Something went wrong', 'PocketSOC failed. Look at the machine before you ask for anything again.')

/** Answers one request of a person who is proven. */
export type Work = (viewer: Viewer, req: Request, signal: AbortSignal) => Promise<object>

/** Adds `/api/tab/…` and `/tab/…`; disposing ends the streams of events. */
export function addTabRoutes(
  server: Server,
  { tab: { api, files }, failed, turnedAway }: Pick<Routes, 'tab' | 'failed' | 'turnedAway'>,
  tellsStranger: TellsStranger,
): Disposable {
  const { admits } = createCallerLimit(RATE, Date.now)
  const { admits: admitsLive } = createCallerLimit(LIVE_RATE, Date.now)
  const streams = createEventStreams(Date.now)

  const refusal = async (req: Request, error: unknown, viewer: Viewer | null): Promise<TabProblem> => {
    if (viewer === null && error instanceof BotError && error.code === 'token-refused') {
      if (!tellsStranger(req)) return TOO_MANY
      turnedAway(401, `tab: ${error.detail}`)
    }
    return api.refuse(error, viewer, wishIn(req)).catch((fault: unknown) => {
      failed(fault)
      return FAULT
    })
  }
  /** Finds out who asks, and answers them what `work` does. */
  const answering = (work: Work) => async (req: Request, res: Response) => {
    let viewer: Viewer | null = null
    let body: object
    try {
      viewer = await api.who(bearer(req))
      body = admits(viewer.id) ? await work(viewer, req, AbortSignal.timeout(ANSWER_WITHIN_MS)) : TOO_MANY
    } catch (error) {
      body = await refusal(req, error, viewer)
    }
    await send(req, res, body)
  }
  const live = (work: (viewer: Viewer, id: MachineId, req: Request, signal: AbortSignal) => Promise<object>) =>
    answering(async (viewer, req, signal) => {
      const id = parseMachineId(req.params.id)
      if (!id) throw new BotError('not-found', 'no machine id')
      return admitsLive(viewer.id) ? work(viewer, id, req, signal) : TOO_MANY
    })

  server.get(
    '/api/tab/me',
    answering((viewer, _, signal) => api.me(viewer, signal)),
  )
  server.get(
    '/api/tab/alerts',
    answering((viewer, req, signal) => api.alerts(viewer, parseFilter(new URLSearchParams(req.getQuery())), signal)),
  )
  server.get(
    '/api/tab/alerts/:id',
    answering((viewer, req, signal) => api.alert(viewer, String(req.params.id) as AlertId, signal)),
  )
  server.get(
    '/api/tab/machines/:id',
    live((viewer, id, _, signal) => api.machine(viewer, id, signal)),
  )
  for (const verb of VERBS) {
    const act = live(async (viewer, id, req, signal) => {
      const wanted = await readActRequest(req)
      return isProblem(wanted) ? wanted : api.act(viewer, id, verb, wanted, signal)
    })
    server.post(`/api/tab/machines/:id/${verb}`, act)
  }
  server.post(
    '/api/tab/machines/:id/package',
    live((viewer, id, _, signal) => api.packageLink(viewer, id, signal)),
  )
  const costly = (work: Work) =>
    answering(async (viewer, req, signal) => (admitsLive(viewer.id) ? work(viewer, req, signal) : TOO_MANY))
  addTriageRoutes(server, api, costly)
  addReviewRoutes(server, api, { answering, live: costly })
  addControlRoutes(server, api, { answering, live: costly })
  addBatchRoutes(server, api, { answering, live: costly })
  server.get('/api/tab/events', async (req: Request, res: Response) => {
    let viewer: Viewer | null = null
    try {
      viewer = await api.who(bearer(req))
    } catch (error) {
      return send(req, res, await refusal(req, error, viewer))
    }
    const person = viewer
    if (!admits(person.id)) return send(req, res, TOO_MANY)
    streams.open(person, res, (tell, over) => api.follow(person, tell, over))
  })

  server.get('/tab', async (_: Request, res: Response) => {
    res.writeHead(302, { location: '/tab/' })
    res.end()
  })
  server.get('/tab/*', async (req: Request, res: Response) => {
    const file = await files(req.path().slice('/tab/'.length), takesGzip(req))
    res.writeHead(file?.status ?? 404, file?.headers)
    res.end(file?.body)
  })
  return streams
}

/** What a request wants done, by its route (`machines/isolate`); `null` when it only looks. */
function wishIn(req: Request): { readonly verb: string; readonly machineId: MachineId | null } | null {
  if (req.method !== 'POST') return null
  const verb = String(req.getRoute().path).replace('/api/tab/', '').replace('/:id', '')
  return { verb, machineId: parseMachineId(req.params.id) }
}

/** @throws BotError for a request without a token */
function bearer(req: Request): string {
  const [, token] = /^Bearer (\S+)$/.exec(req.header('authorization') ?? '') ?? []
  if (!token) throw new BotError('token-refused', 'no token', { detail: 'none' })
  return token
}

async function send(req: Request, res: Response, body: object): Promise<void> {
  if (!isProblem(body)) return sendJson(req, res, 200, body)
  const more = body.status === 401 ? { 'www-authenticate': 'Bearer' } : {}
  return sendJson(req, res, body.status, body, 'application/problem+json', more)
}

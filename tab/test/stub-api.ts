import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createTabFiles } from '../../bot/adapters/http/tab-files.ts'
import { CLOUDS } from '../../bot/clouds.ts'
import type { TabEvent, TabProblem } from '../../bot/tab-contract.ts'
import { createAuthority } from '../../infra/local/authority.ts'

/** What a request was, and what it is answered: a body, or a problem. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly token: string | null
  readonly body: unknown
}
/** An answer's JSON; a `TabProblem` goes out as one. */
export type Answers = (asked: Asked) => object

/** The built tab as the bot serves it, and an API that answers as told, on one origin. */
export interface StubApi extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
  answers: Answers
  tell(event: TabEvent): void
  breakStreams(): void
  /** How many follow changes now. */
  readonly following: number
}

/** Serves `dist` at `/tab/` on a free port of localhost, by https: teams-js signs in at no other address. */
export async function startStubApi(dist: string, answers: Answers): Promise<StubApi> {
  const files = createTabFiles(dist, CLOUDS.commercial)
  const asked: Asked[] = []
  const streams = new Set<ServerResponse>()
  const authority = await createAuthority()
  const server = createServer(
    { SNICallback: (host, known) => known(null, authority.contextFor(host)) },
    async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
      if (pathname.startsWith('/tab/')) {
        const file = await files(pathname.slice('/tab/'.length), true)
        response.writeHead(file?.status ?? 404, file?.headers).end(file?.body)
        return
      }
      const one: Asked = {
        method: request.method ?? '',
        path: pathname,
        query: searchParams,
        token: request.headers.authorization?.replace('Bearer ', '') ?? null,
        body: await bodyOf(request),
      }
      if (pathname === '/api/tab/events') return follow(response)
      asked.push(one)
      const body = stub.answers(one)
      const problem = 'title' in body && 'detail' in body && 'status' in body ? (body as TabProblem) : null
      response.writeHead(problem?.status ?? 200, { 'content-type': problem ? 'application/problem+json' : 'application/json' })
      response.end(JSON.stringify(body))
    },
  )
  const follow = (response: ServerResponse): void => {
    streams.add(response)
    response.on('close', () => streams.delete(response))
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
  }
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const stub: StubApi = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    tell(event) {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`)
    },
    breakStreams() {
      for (const stream of streams) stream.destroy()
    },
    get following() {
      return streams.size
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await authority[Symbol.asyncDispose]()
    },
  }
  return stub
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const text = Buffer.concat(await request.toArray()).toString()
  return text === '' ? null : JSON.parse(text)
}

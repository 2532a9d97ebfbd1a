import { readFile } from 'node:fs/promises'
import { createServer, setGlobalProxyFromEnv } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import tls from 'node:tls'
import { startTenant, type Tenant } from '../start-tenant.ts'
import type { Activity } from '../teams/activities.ts'

type Json = Awaited<ReturnType<Response['json']>>

/** What an answer was; its body parsed when it was JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

/** A tenant, and in the bot's place this process: it hears what Teams says and reaches Microsoft's hosts through the proxy. */
export interface TenantWithBot extends AsyncDisposable {
  readonly tenant: Tenant
  readonly env: Record<string, string>
  /** What reached `/api/messages`, newest last, with the token beside it. */
  readonly heard: { readonly token: string; readonly activity: Activity }[]
  /** What the bot answers from now on; several bodies are answered in turn, the last of them for ever. */
  answerWith(...bodies: unknown[]): void
  /** What the bot shows to a browser, by path and its cookies; a 404 at first. */
  pages: (
    url: URL,
    cookie: string,
  ) => { readonly status: number; readonly headers?: Record<string, string>; readonly html?: string }
  /** Asks the token endpoint. */
  entra(form: Record<string, string>): Promise<Answer>
  /** Calls the connector with the bot's token. */
  connector(method: string, path: string, body?: unknown): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
}

/** Starts both on free ports. */
export async function startTenantWithBot(): Promise<TenantWithBot> {
  const heard: { token: string; activity: Activity }[] = []
  let answers: unknown[] = []
  const bot = createServer(async (request, response) => {
    if (request.url !== '/api/messages') {
      const { status, headers, html } = world.pages(new URL(request.url ?? '/', tenant.url), request.headers.cookie ?? '')
      response.writeHead(status, headers).end(html)
      return
    }
    const [, token = ''] = (request.headers.authorization ?? '').split(' ')
    heard.push({ token, activity: (await json(request)) as Activity })
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    response.writeHead(answer ? 200 : 202, { 'content-type': 'application/json' }).end(answer ? JSON.stringify(answer) : '')
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))

  const tenant = await startTenant({ port: 0, botPort: (bot.address() as AddressInfo).port })
  const env = tenant.botEnv()
  const trusted = tls.getCACertificates('default')
  tls.setDefaultCACertificates([...trusted, await readFile(env['NODE_EXTRA_CA_CERTS']!, 'utf8')])
  const restoreProxy = setGlobalProxyFromEnv({ HTTPS_PROXY: env['HTTPS_PROXY'], NO_PROXY: env['NO_PROXY'] })

  const entra = async (form: Record<string, string>) =>
    read(
      await fetch(`https://login.microsoftonline.com/${env['TENANT_ID']}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      }),
    )
  const token = await entra({
    grant_type: 'client_credentials',
    client_id: env['BOT_ID']!,
    client_secret: env['BOT_SECRET']!,
    scope: 'https://api.botframework.com/.default',
  })
  const send = async (url: string, method: string, body: unknown, headers: Record<string, string>) =>
    read(await fetch(url, { method, headers, body: typeof body === 'string' ? body : body ? JSON.stringify(body) : null }))

  const world: TenantWithBot = {
    tenant,
    env,
    heard,
    answerWith: (...bodies) => {
      answers = bodies
    },
    pages: () => ({ status: 404 }),
    entra,
    connector: (method, path, body) =>
      send(`https://smba.trafficmanager.net/emea/${env['TENANT_ID']}/v3/${path}`, method, body, {
        authorization: `Bearer ${token.body.access_token}`,
        'content-type': 'application/json',
      }),
    control: (method, path, body) => send(`${tenant.url}/control/${path}`, method, body, {}),
    async [Symbol.asyncDispose]() {
      restoreProxy()
      tls.setDefaultCACertificates(trusted)
      await tenant[Symbol.asyncDispose]()
      bot.closeAllConnections()
      await new Promise((resolve) => bot.close(resolve))
    },
  }
  return world
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

import assert from 'node:assert/strict'
import type { TabAlerts } from '../../tab-contract/alerts.ts'
import type { TabMachine } from '../../tab-contract/machines.ts'
import type { TabEvent, TabProblem } from '../../tab-contract.ts'
import type { driven } from './whole.ts'

/** What the tab does on the wire, past the front of the local tenant: straight to the bot, as these accounts. */
export async function tabClient(
  { demo, control }: { readonly demo: { readonly botPort: number } } & Pick<ReturnType<typeof driven>, 'control'>,
  accounts: readonly string[],
) {
  const tokens = new Map<string, string>()
  for (const account of accounts) tokens.set(account, (await control('sso-token', { account })).token)

  const ask = (path: string, token: string | undefined, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${demo.botPort}${path}`, {
      ...init,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...init.headers },
    })
  const as = (account: string, path: string, init?: RequestInit) => ask(`/api/tab/${path}`, tokens.get(account), init)
  const read = async <T>(account: string, path: string): Promise<T> => {
    const reply = await as(account, path)
    assert.equal(reply.status, 200, await reply.clone().text())
    return (await reply.json()) as T
  }
  const post = (account: string, path: string, body: object, type = 'application/json') =>
    as(account, path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } })
  return {
    ask,
    as,
    read,
    machine: (account: string, digit: string) => read<TabMachine>(account, `machines/${digit.repeat(40)}`),
    /** Titles of the alerts that are listed, in the order of the alphabet. */
    titles: async (account: string, query = '') =>
      (await read<TabAlerts>(account, `alerts${query}`)).alerts.map(({ title }) => title).sort(),
    problem: async (reply: Response, status: number): Promise<TabProblem> => {
      assert.deepEqual([reply.status, reply.headers.get('content-type')], [status, 'application/problem+json'])
      return (await reply.json()) as TabProblem
    },
    post,
    isolate: (account: string, digit: string, body: object, type?: string) =>
      post(account, `machines/${digit.repeat(40)}/isolate`, body, type),
    /** Follows what changes; `ended` when the stream has. */
    follow: async (account: string) => {
      const told: TabEvent[] = []
      const leaving = new AbortController()
      const reply = await as(account, 'events', { signal: leaving.signal })
      assert.equal(reply.headers.get('content-type'), 'text/event-stream; charset=utf-8')
      const reading = async (): Promise<void> => {
        let rest = ''
        for await (const piece of reply.body!.pipeThrough(new TextDecoderStream())) {
          const lines = (rest + piece).split('\n\n')
          rest = lines.pop() ?? ''
          told.push(...lines.map((line) => JSON.parse(line.slice('data: '.length))))
        }
      }
      return { told, ended: reading().catch(() => undefined), leave: () => leaving.abort() }
    },
  }
}

/** A wish as the tab sends it. */
export const wish = (generation: number) => ({ generation, reason: 'Seen in the tab', isolationType: 'Full' })

import { BotError } from '../../domain/error.ts'
import type { ActionSource, AlertSource, Clock, MachineSource } from '../../ports.ts'
import { exchange, refusal } from '../http/exchange.ts'
import { itemsOf, query } from './answers.ts'
import { parseAlert } from './parse-alert.ts'
import { parseMachine } from './parse-machine.ts'
import { parseMachineAction } from './parse-machine-action.ts'

const DEADLINE_MS = 30_000
/** Up to so many machines are asked for one by one; more are picked from the list, which is one call. */
const MOST_SINGLE_READS = 3
/** Defender's largest page (List machines API). */
const PAGE = 10_000

/**
 * Defender's API, read as the app. `origin` is the API's host (`https://api.security.microsoft.com`), `token` is the
 * app's own: it can read, and nothing here can act.
 */
export function createDefenderReader(origin: string, token: AppToken, now: Clock): AlertSource & MachineSource & ActionSource {
  const get = async (path: string, options: Record<string, string>, signal: AbortSignal): Promise<unknown> => {
    const request = new Request(new URL(`${path}?${query(options)}`, origin), {
      headers: { authorization: `Bearer ${await token.get()}`, accept: 'application/json' },
    })
    const answer = await exchange(request, DEADLINE_MS, signal)
    if (answer.status === 401) token.forget()
    if (answer.status !== 200) throw refusal(answer, `Defender ${path}`)
    return answer.body
  }

  return {
    async updatedBetween(from, until, most, skip, signal) {
      const options = {
        $filter: `lastUpdateTime ge ${from}${until ? ` and lastUpdateTime lt ${until}` : ''}`,
        $expand: 'evidence',
        $top: String(most),
        ...(skip > 0 && { $skip: String(skip) }),
      }
      return itemsOf(await get('/api/alerts', options, signal), 'alerts').map(parseAlert)
    },

    async createdSince(since, signal) {
      const items = await everyPage(get, '/api/machineactions', { $filter: `creationDateTimeUtc ge ${since}` }, signal)
      return items.flatMap((item) => parseMachineAction(item) ?? [])
    },

    async read(ids, signal) {
      const wanted = new Set<string>(ids)
      const raw =
        ids.length > MOST_SINGLE_READS
          ? await everyPage(get, '/api/machines', {}, signal)
          : await Promise.all(ids.map((id) => oneMachine(get, id, signal)))
      return raw.flatMap((item) => parseMachine(item, now()) ?? []).filter((machine) => wanted.has(machine.id))
    },
  }
}

/** The app's own token, and what to do when it was refused. */
export interface AppToken {
  get(): Promise<string>
  forget(): void
}

type Get = (path: string, options: Record<string, string>, signal: AbortSignal) => Promise<unknown>

async function everyPage(get: Get, path: string, options: Record<string, string>, signal: AbortSignal): Promise<unknown[]> {
  const all: unknown[] = []
  for (;;) {
    const page = itemsOf(await get(path, { ...options, $top: String(PAGE), $skip: String(all.length) }, signal), path)
    all.push(...page)
    if (page.length < PAGE) return all
  }
}

async function oneMachine(get: Get, id: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await get(`/api/machines/${encodeURIComponent(id)}`, {}, signal)
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return null
    throw error
  }
}

import { BotError } from '../../domain/error.ts'
import type { Instant } from '../../domain/instant.ts'
import { instantOf } from '../../domain/instant.ts'
import { READ_SINGLY } from '../../domain/machine.ts'
import type { ActionSource, AlertSource, AppToken, Clock, MachineSource } from '../../ports.ts'
import type { Answer } from '../http/exchange.ts'
import { refusal } from '../http/exchange.ts'
import { itemsOf, query } from './answers.ts'
import { everyPage } from './every-page.ts'
import type { Calls } from './metered-exchange.ts'
import { createAlertParser } from './parse-alert.ts'
import { parseMachine } from './parse-machine.ts'
import { parseMachineAction } from './parse-machine-action.ts'

const DEADLINE_MS = 30_000

/**
 * Defender's API, read as the app. `origin` is the API's host (`https://api.security.microsoft.com`), `token` is the
 * app's own: it can read, and nothing here can act. A reading of alerts takes several questions: whoever begins one asks the
 * quota first.
 */
export function createDefenderReader(
  origin: string,
  token: AppTokenSource,
  calls: Calls,
  now: Clock,
): AlertSource & MachineSource & ActionSource {
  const parse = createAlertParser()
  const get = async (path: string, options: Record<string, string>, signal: AbortSignal): Promise<Answer> => {
    const request = new Request(new URL(`${path}?${query(options)}`, origin), {
      headers: { authorization: `Bearer ${await token.get()}`, accept: 'application/json' },
    })
    const answer = await calls.send(request, DEADLINE_MS, signal)
    if (answer.status === 401) token.forget()
    if (answer.status !== 200) throw refusal(answer, `Defender ${path}`)
    return answer
  }
  const listOf = <T>(path: string, options: Record<string, string>, read: (item: unknown) => T | T[], signal: AbortSignal) =>
    everyPage((page) => get(path, { ...options, ...page }, signal), path, read)

  return {
    async updatedBetween(from, until, most, skip, signal) {
      const options = {
        $filter: `lastUpdateTime ge ${from}${until ? ` and lastUpdateTime lt ${until}` : ''}`,
        $expand: 'evidence',
        $top: String(most),
        ...(skip > 0 && { $skip: String(skip) }),
      }
      const { headers, body } = await get('/api/alerts', options, signal)
      return { alerts: itemsOf(body, 'alerts').map(parse), asOf: clockOf(headers) }
    },

    async createdSince(since, signal) {
      calls.begin()
      const options = { $filter: `creationDateTimeUtc ge ${since}` }
      return listOf('/api/machineactions', options, (item) => parseMachineAction(item) ?? [], signal)
    },

    async read(ids, signal) {
      calls.begin()
      const wanted = new Set<string>(ids)
      const machineIn = (item: unknown) => {
        const machine = parseMachine(item, now())
        return machine && wanted.has(machine.id) ? machine : []
      }
      if (ids.length > READ_SINGLY) return listOf('/api/machines', {}, machineIn, signal)
      return (await Promise.all(ids.map((id) => oneMachine(get, id, signal)))).flatMap(machineIn)
    },
  }
}

/** Where the app's own token comes from, and what to do when it was refused. */
export interface AppTokenSource {
  get(): Promise<AppToken>
  forget(): void
}

type Get = (path: string, options: Record<string, string>, signal: AbortSignal) => Promise<Answer>

async function oneMachine(get: Get, id: string, signal: AbortSignal): Promise<unknown> {
  try {
    return (await get(`/api/machines/${encodeURIComponent(id)}`, {}, signal)).body
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return null
    throw error
  }
}

/** The other side's clock, from its `Date` header (RFC 9110, 6.6.1). */
function clockOf(headers: Headers): Instant | null {
  const ms = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(ms) ? null : instantOf(ms)
}

import type { Alert } from '../../domain/alert.ts'
import { BotError } from '../../domain/error.ts'
import type { AlertChange } from '../../domain/triage.ts'
import { MOST_TRIAGED } from '../../domain/triage.ts'
import type { Verdict } from '../../domain/verdict.ts'
import { spellings } from '../../domain/verdict.ts'
import type { ActingToken, AlertsAsPerson } from '../../ports.ts'
import type { Answer } from '../http/exchange.ts'
import { itemsOf, query } from './answers.ts'
import { createAsk } from './ask-as-person.ts'
import type { Send } from './metered-exchange.ts'
import { parseAlert } from './parse-alert.ts'

/** Defender's alerts as one person sees and changes them. */
export function createAlertsAsPerson(origin: string, send: Send): AlertsAsPerson {
  const ask = createAsk(origin, send)
  const list = async (path: string, as: ActingToken, signal: AbortSignal): Promise<Alert[]> =>
    itemsOf((await ask('GET', path, as, signal)).body, 'alerts').map(parseAlert)
  const one = (id: string): string => `/api/alerts/${encodeURIComponent(id)}`

  return {
    alert: async (id, as, signal) => alertIn(await ask('GET', one(id), as, signal)),
    alertsOfIncident(id, as, signal) {
      const options = { $filter: `incidentId eq ${id}`, $expand: 'evidence', $top: String(MOST_TRIAGED) }
      return list(`/api/alerts?${query(options)}`, as, signal)
    },
    alertsOfMachine: (id, as, signal) => list(`/api/machines/${id}/alerts`, as, signal),
    update: (id, change, as, signal) =>
      spelled(change, waysOf(change, 'update'), async (body) => alertIn(await ask('PATCH', one(id), as, signal, body))),
    async updateAll(ids, change, as, signal) {
      const ways = waysOf(change, 'batch')
      await inBatches(ids, (alertIds) =>
        spelled(change, ways, async (body) => {
          await ask('POST', '/api/alerts/batchUpdate', as, signal, { alertIds, ...body })
        }),
      )
    },
  }
}

/** How a change's verdict may have to be written; one way without any when there is none. */
function waysOf({ verdict }: AlertChange, page: 'update' | 'batch'): (Verdict | null)[] {
  return verdict === null ? [null] : spellings(verdict, page)
}

/**
 * Tries each way to write the verdict until one is not refused, which then is the only one: the pages "Alert", "Update alert"
 * and "Batch update alerts" write some differently. A refused request changed nothing.
 */
async function spelled<T>(change: AlertChange, ways: (Verdict | null)[], send: (body: object) => Promise<T>): Promise<T> {
  for (;;) {
    const [way = null] = ways
    try {
      const answer = await send(bodyOf(change, way))
      ways.length = 1
      return answer
    } catch (error) {
      const isRefused = error instanceof BotError && error.code === 'rejected' && error.detail !== TOO_MANY
      if (!isRefused || ways.length === 1) throw error
      ways.shift()
    }
  }
}

/** Names in lower case, as in the pages' examples; names that their tables write with capitals are case-sensitive. */
function bodyOf({ status, assignedTo, comment }: AlertChange, way: Verdict | null): object {
  return { ...(status && { status }), ...(assignedTo && { assignedTo }), ...way, ...(comment && { comment }) }
}

const TOO_MANY = 'MaximumBatchSizeExceeded'

/** Defender does not say how many one call takes: all, and half as many each time that it says too many. */
async function inBatches<Id>(ids: readonly Id[], send: (ids: readonly Id[]) => Promise<void>): Promise<void> {
  let size = ids.length
  for (let at = 0; at < ids.length; ) {
    try {
      await send(ids.slice(at, at + size))
      at += size
    } catch (error) {
      if (!(error instanceof BotError) || error.detail !== TOO_MANY || size === 1) throw error
      size = Math.ceil(size / 2)
    }
  }
}

/** An answer without an alert is no proof that nothing changed. `@odata.context` is about the answer, not about the alert. */
function alertIn({ body }: Answer): Alert {
  const told = body && typeof body === 'object' ? Object.entries(body).filter(([name]) => name !== '@odata.context') : []
  const alert = parseAlert(Object.fromEntries(told))
  if (!alert.readable) throw new BotError('unclear', 'Defender gave no alert')
  return alert
}

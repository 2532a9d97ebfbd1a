import * as z from 'zod/v4'
import { BotError } from '../../domain/error.ts'
import type { MachineAction } from '../../domain/machine-action.ts'
import type { ActingToken, Clock, DefenderAsPerson, LogonUser } from '../../ports.ts'
import type { Answer } from '../http/exchange.ts'
import { itemsOf, query } from './answers.ts'
import { createAsk } from './ask-as-person.ts'
import { everyPage } from './every-page.ts'
import { instant, text } from './fields.ts'
import type { Send } from './metered-exchange.ts'
import { parseMachine } from './parse-machine.ts'
import { parseMachineAction } from './parse-machine-action.ts'
import { packageUriIn, startRequest } from './start-request.ts'

/** Defender's API as one person: what they see and what they may do is decided there, by their token. */
export function createDefenderAsPerson(origin: string, send: Send, now: Clock): DefenderAsPerson {
  const ask = createAsk(origin, send)
  const read = (path: string, as: ActingToken, signal: AbortSignal) => ask('GET', path, as, signal)

  return {
    async machine(id, as, signal) {
      const machine = parseMachine((await read(`/api/machines/${id}`, as, signal)).body, now())
      if (!machine) throw new BotError('unclear', 'Defender gave no machine')
      return machine
    },

    async logonUsers(id, as, signal) {
      return itemsOf((await read(`/api/machines/${id}/logonusers`, as, signal)).body, 'logon users').flatMap(parseLogonUser)
    },

    async machineGroups(as, signal) {
      const groupOf = (item: unknown) => {
        const machine = parseMachine(item, now())
        return machine ? [machine.machineGroup] : []
      }
      return [...new Set(await everyPage((page) => read(`/api/machines?${query(page)}`, as, signal), 'machines', groupOf))]
    },

    async showsAlert(id, as, signal) {
      const shown = read(`/api/alerts/${encodeURIComponent(id)}`, as, signal).then(() => true)
      return shown.catch((error: unknown) => {
        if (error instanceof BotError && (error.code === 'forbidden' || error.code === 'not-found')) return false
        throw error
      })
    },

    async actionsOf(id, as, signal) {
      const path = `/api/machineactions?${query({ $filter: `machineId eq '${id}'` })}`
      return itemsOf((await read(path, as, signal)).body, 'machine actions').flatMap((item) => parseMachineAction(item) ?? [])
    },

    async act(id, what, as, signal) {
      const { path, body } = startRequest(what)
      return actionIn(await ask('POST', `/api/machines/${id}/${path}`, as, signal, { Comment: what.comment, ...body }))
    },

    async cancel(id, comment, as, signal) {
      return actionIn(await ask('POST', `/api/machineactions/${id}/cancel`, as, signal, { Comment: comment }))
    },

    async packageUri(id, as, signal) {
      return packageUriIn((await read(`/api/machineactions/${id}/GetPackageUri`, as, signal)).body)
    },
  }
}

/** An answer that names no action is no proof that there is none. */
function actionIn({ body }: Answer): MachineAction {
  const action = parseMachineAction(body)
  if (!action) throw new BotError('unclear', 'Defender gave no machine action')
  return action
}

const logonUser = z.object({
  accountName: text,
  accountDomain: text,
  lastSeen: instant,
  isDomainAdmin: z.boolean().nullable().catch(null),
})

function parseLogonUser(raw: unknown): LogonUser[] {
  const { success, data } = logonUser.safeParse(raw)
  if (!success || !data.accountName) return []
  const account = data.accountDomain ? `${data.accountDomain}\\${data.accountName}` : data.accountName
  return [{ account, lastSeenAt: data.lastSeen, isDomainAdmin: data.isDomainAdmin ?? false }]
}

/** Run as a process of its own, because restify changes Node's own replies: a server whose routes fail, but for an activity that proves somebody or nobody. Its health tells what it told the log. */
import { startServer } from '../adapters/http/server.ts'
import type { PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'

const failures: string[] = []
const fault = () => Promise.reject(new Error('words that nobody outside may read'))
/** As `pg` names what the database answers. */
const databaseFault = () => fault().catch((error: Error) => Promise.reject(Object.assign(error, { name: 'error' })))
const server = await startServer(0, {
  messages: async (_, body) => {
    if (body === 'Teams') return { status: 200 }
    return body === 'a stranger' ? { status: 401, unproven: 'a stranger' } : databaseFault()
  },
  health: async () => ({ status: 200, body: failures }),
  metrics: fault,
  auth: fault,
  tab: {
    files: fault,
    api: {
      who: async (token) => ({ id: token as PersonId, name: token, token, endsAt: instantOf(Date.now() + 3_600_000) }),
      me: fault,
      alerts: fault,
      alert: fault,
      machine: fault,
      act: fault,
      triage: fault,
      triaging: fault,
      isolations: fault,
      successors: fault,
      review: fault,
      batchChoices: fault,
      beginBatch: fault,
      newestBatch: fault,
      steerBatch: fault,
      packageLink: fault,
      controls: fault,
      decide: fault,
      stop: fault,
      follow: () => () => undefined,
      refuse: fault,
    },
  },
  failed: (error) => failures.push(String(error)),
  turnedAway: (status, why) => failures.push(`turned away: ${status} ${why}`),
})
process.send?.(server.port)

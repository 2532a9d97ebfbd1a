import assert from 'node:assert/strict'
import type { StartVerb } from '../domain/action-kind.ts'
import { wanted } from '../domain/action-kind.ts'
import type { Case } from '../domain/case.ts'
import type { Containment } from '../domain/containment.ts'
import type { PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf } from '../domain/instant.ts'
import { actOnMachine } from '../flows/act-on-machine.ts'
import { followActions } from '../flows/follow-actions.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from './fake-defender.ts'
import { freshStore } from './fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from './samples.ts'

/** When each test begins. */
export const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
/** Whoever acts where a test names nobody else. */
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
/** Robin, with what isolating needs. */
export const AS_ROBIN: ActingPerson = {
  mode: 'delegated',
  token: 'token' as never,
  upn: 'robin@fabrikam.example',
  permissions: ['Machine.Isolate'],
  roles: [],
}

/** How one act differs from the usual. */
interface Acting {
  readonly person?: typeof ROBIN
  readonly as?: ActingPerson
  readonly generation?: number
  readonly case?: Case | null
}

/** For a `describe`: in each test a store with one open case, and a Defender in memory that knows nothing of its machine. */
export function actingWorld() {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  let ids: number

  beforeEach(async () => {
    store = await freshStore()
    now = NOW
    ids = 0
    defender = new FakeDefender(() => now)
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: sampleConversation().id, caseId: sampleCase().id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => ({
    store,
    defender,
    policy: samplePolicy(),
    now: () => now,
    newId: (digits: number) => {
      ids += 1
      return ids.toString(16).padStart(digits, '0')
    },
  })
  return {
    get store() {
      return store
    },
    get defender() {
      return defender
    },
    get now() {
      return now
    },
    set now(later: Instant) {
      now = later
    },
    async act(verb: StartVerb, over: Acting = {}) {
      const acted = await actOnMachine(
        ports(),
        {
          ...wanted(verb),
          reason: 'Credential dumping',
          case: over.case === undefined ? sampleCase() : over.case,
          machineId: sampleMachine().id,
          person: over.person ?? ROBIN,
          generation: over.generation ?? (await store.generation(sampleMachine().id, 'containment')),
        },
        over.as ?? AS_ROBIN,
        AbortSignal.timeout(5000),
      )
      assert.ok(acted === null || !('held' in acted))
      return acted
    },
    follow: () => followActions({ store, actions: defender, now: () => now }, AbortSignal.timeout(5000)),
    containment: async (): Promise<Containment | undefined> => (await store.caseFile(sampleCase().id, 1))?.containment,
    events: async () => (await store.audit(50)).reverse().map(({ event }) => event),
  }
}

import assert from 'node:assert/strict'
import { KINDS } from '../domain/action-kind.ts'
import { BotError } from '../domain/error.ts'
import type { ActionId, AlertId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Wanted } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { MachineGroup } from '../domain/machine-group.ts'
import type { ActionSource, Clock, DefenderAsPerson, LogonUser } from '../ports.ts'
import { sampleMachine } from './samples.ts'

/** Defender's ports in memory: keeps machine actions, fails as told. */
export class FakeDefender implements DefenderAsPerson, ActionSource {
  actions: MachineAction[] = []
  /** Requests that reached it and changed something. */
  requests: string[] = []
  /** Thrown by the next `act` or `cancel`: before anything happened, or after. */
  failBefore: BotError | null = null
  failAfter: BotError | null = null
  /** Thrown by every read. */
  failReads: BotError | null = null
  logons: LogonUser[] = []
  /** Machine groups that the person sees. */
  groups: MachineGroup[] = ['Servers', 'Workstations']
  /** Alerts that the person sees when each is read. */
  alertsShown: string[] = []
  requestor = 'robin@fabrikam.example'
  /** Runs while `act` is under way. */
  during: () => Promise<void> = async () => undefined
  readonly #now: Clock

  constructor(now: Clock) {
    this.#now = now
  }

  async machine(id: MachineId) {
    this.#read()
    return sampleMachine({ id })
  }
  async logonUsers() {
    this.#read()
    return this.logons
  }
  async machineGroups() {
    this.#read()
    return this.groups
  }
  async showsAlert(id: AlertId) {
    this.#read()
    return this.alertsShown.includes(id)
  }
  async actionsOf(id: MachineId) {
    this.#read()
    return this.actions.filter(({ machineId }) => machineId === id)
  }
  async createdSince(since: Instant) {
    this.#read()
    return this.actions.filter(({ createdAt }) => createdAt >= since)
  }
  async act(machineId: MachineId, { verb, sha1, comment }: Wanted & { comment: string }) {
    await this.during()
    this.#failOnce('failBefore')
    this.requests.push(verb)
    assert.ok(verb !== 'cancel')
    const action = this.add({ type: KINDS[verb].type, machineId, sha1, comment, requestor: this.requestor })
    this.#failOnce('failAfter')
    return action
  }
  async cancel(id: ActionId, comment: string) {
    this.#failOnce('failBefore')
    this.requests.push('cancel')
    const action = this.change(id, { status: 'Cancelled', cancellationComment: comment })
    this.#failOnce('failAfter')
    return action
  }

  async packageUri(id: ActionId) {
    this.#read()
    const action = this.actions.find((one) => one.id === id)
    if (action?.status !== 'Succeeded') throw new BotError('not-found', 'no package')
    return `https://packages.example/${id}?token=secret`
  }

  /** Adds an action as it is after it was asked for. */
  add(over: Partial<MachineAction>): MachineAction {
    const action: MachineAction = {
      id: `00000000-0000-4000-8000-${String(this.actions.length + 1).padStart(12, '0')}` as ActionId,
      type: 'Isolate',
      status: 'Pending',
      scope: null,
      sha1: null,
      requestor: null,
      comment: null,
      cancellationComment: null,
      source: 'PublicApi',
      machineId: sampleMachine().id,
      createdAt: this.#now(),
      updatedAt: this.#now(),
      ...over,
    }
    this.actions.push(action)
    return action
  }
  /** Moves an action on. */
  change(id: ActionId, over: Partial<MachineAction>): MachineAction {
    const before = this.actions.find((one) => one.id === id)
    if (!before) throw new BotError('not-found', 'no such action')
    const after = { ...before, updatedAt: this.#now(), ...over }
    this.actions = this.actions.map((one) => (one.id === id ? after : one))
    return after
  }

  #read(): void {
    if (this.failReads) throw this.failReads
  }
  #failOnce(which: 'failBefore' | 'failAfter'): void {
    const error = this[which]
    this[which] = null
    if (error) throw error
  }
}

import type { Alert } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { AlertId, IncidentId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { AlertChange } from '../domain/triage.ts'
import type { ActingToken, AlertsAsPerson, Clock } from '../ports.ts'

/** Defender's alerts in memory: keeps them, shows what it is told to show, fails as told. */
export class FakeAlerts implements AlertsAsPerson {
  alerts: Alert[] = []
  /** Requests that reached it and changed something: how many alerts, and what. */
  requests: { readonly ids: readonly AlertId[]; readonly change: AlertChange }[] = []
  /** Thrown by the next change: before anything happened, or after. */
  failBefore: BotError | null = null
  failAfter: BotError | null = null
  /** Thrown by every read. */
  failReads: BotError | null = null
  /** Alerts that the person may see and not change. */
  fixed: AlertId[] = []
  /** Runs while a change is under way. */
  during: () => Promise<void> = async () => undefined
  readonly #now: Clock

  constructor(now: Clock) {
    this.#now = now
  }

  async alert(id: AlertId): Promise<Alert> {
    const [found] = this.#shown((alert) => alert.id === id)
    if (!found) throw new BotError('not-found', 'no such alert')
    return found
  }
  async alertsOfIncident(id: IncidentId) {
    return this.#shown(({ incidentId }) => incidentId === id)
  }
  async alertsOfMachine(id: MachineId) {
    return this.#shown(({ machine }) => machine?.id === id)
  }
  async update(id: AlertId, change: AlertChange) {
    await this.updateAll([id], change)
    return this.alert(id)
  }
  async updateAll(ids: readonly AlertId[], change: AlertChange, _as?: ActingToken, _signal?: AbortSignal) {
    await this.during()
    this.#failOnce('failBefore')
    this.requests.push({ ids, change })
    for (const id of ids) if (!this.fixed.includes(id)) this.set(id, changed(change, this.#now()))
    this.#failOnce('failAfter')
  }

  /** Somebody changes an alert. */
  set(id: AlertId, over: Partial<Alert>): void {
    const updatedAt = this.#now()
    this.alerts = this.alerts.map((one) =>
      one.id === id
        ? { ...one, ...over, updatedAt, version: `${one.version}+`, comments: [...one.comments, ...(over.comments ?? [])] }
        : one,
    )
  }

  #shown(wanted: (alert: Alert) => boolean): Alert[] {
    if (this.failReads) throw this.failReads
    return this.alerts.filter(wanted)
  }
  #failOnce(which: 'failBefore' | 'failAfter'): void {
    const error = this[which]
    this[which] = null
    if (error) throw error
  }
}

function changed({ status, assignedTo, verdict, comment }: AlertChange, at: Instant): Partial<Alert> {
  return {
    ...(status && { status }),
    ...(assignedTo && { assignedTo }),
    ...verdict,
    ...(comment && { comments: [{ text: comment, by: 'robin@fabrikam.example', at }] }),
  }
}

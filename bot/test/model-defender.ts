import { familyOf, KINDS } from '../domain/action-kind.ts'
import { BotError } from '../domain/error.ts'
import type { ActionId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Wanted } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { isFinal } from '../domain/machine-action.ts'
import type { ActionSource, DefenderAsPerson } from '../ports.ts'
import { sampleMachine } from './samples.ts'

/** What becomes of one request that changes something. */
export type Fate =
  | 'answered'
  | 'applied, answer lost'
  | 'answer lost, applied minutes later'
  | 'lost on the way'
  | 'throttled'
  | 'refused as a duplicate'

/** How long after a request Defender may still begin it; it is looked for longer than this and its list's delay together. */
const APPLIED_WITHIN_MS = 8 * 60_000
/** How late Defender's list may be. */
const LISTED_LATE_MS = 4 * 60_000

/** What the world around one Defender does. */
export interface World {
  readonly now: () => Instant
  readonly machine: MachineId
  /** Takes its time; with `evenIfDead` it happens to a request that a dead process had sent. */
  readonly step: (label: string, evenIfDead?: boolean) => Promise<void>
  readonly nextFate: () => Fate
  /** Looks at each action as it begins. */
  readonly begins: (action: MachineAction, open: readonly MachineAction[]) => void
}

/**
 * A Defender that does all that the real one is known to do at its worst: takes requests that it should refuse, applies them late, loses
 * answers, lists late. It never applies a request twice.
 */
export class ModelDefender
  implements Pick<DefenderAsPerson, 'act' | 'cancel' | 'actionsOf' | 'machine' | 'logonUsers'>, ActionSource
{
  #actions: MachineAction[] = []
  #late: { readonly at: Instant; readonly apply: () => void }[] = []
  /** Which of three actions is listed late; in half of the worlds none is. */
  readonly #hidden: number
  /** What is late begins at its own time, however long after that somebody looks. */
  #at: Instant | null = null
  #cutOff = false
  readonly #world: World

  constructor(world: World) {
    this.#world = world
    this.#hidden = Number.parseInt(world.machine.slice(0, 6), 16) % 6
  }

  /** As they are, listed or not. */
  get actions(): readonly MachineAction[] {
    this.#applyDue()
    return this.#actions
  }

  /** Whether the machine is cut off, by what it carried out last. */
  get cutOff(): boolean {
    this.#applyDue()
    return this.#cutOff
  }

  async machine(id: MachineId) {
    await this.#world.step('reads the machine')
    return sampleMachine({ id })
  }
  async logonUsers() {
    return []
  }
  async actionsOf(id: MachineId) {
    await this.#world.step('lists the machine’s actions')
    return this.#listed().filter(({ machineId }) => machineId === id)
  }
  async createdSince(since: Instant) {
    await this.#world.step('lists actions')
    return this.#listed().filter(({ createdAt }) => createdAt >= since)
  }
  act(machineId: MachineId, what: Wanted & { readonly comment: string }) {
    if (what.verb === 'cancel') throw new Error('a cancellation begins nothing')
    const { type } = KINDS[what.verb]
    return this.#request(what.verb, () => this.#begin(machineId, type, what.comment, what.sha1))
  }
  cancel(id: ActionId, comment: string) {
    return this.#request('cancel', () => {
      const found = this.actions.find((action) => action.id === id)
      if (!found || isFinal(found)) throw new BotError('rejected', 'it has ended', { detail: 'InvalidInput' })
      return this.change(id, { status: 'Cancelled', cancellationComment: comment })
    })
  }

  /** Somebody in the portal asks for it. */
  actInPortal(type: string): MachineAction {
    return this.#begin(this.#world.machine, type, 'in the portal', null)
  }
  /** Moves an action on. */
  change(id: ActionId, over: Partial<MachineAction>): MachineAction {
    const changed = this.#actions.map((one) =>
      one.id === id ? { ...one, ...over, updatedAt: this.#at ?? this.#world.now() } : one,
    )
    this.#actions = changed
    const found = changed.find((one) => one.id === id)
    if (!found) throw new Error(`no action ${id}`)
    if (over.status === 'Succeeded' && familyOf(found) === 'containment') this.#cutOff = found.type === KINDS.isolate.type
    return found
  }

  async #request(what: string, apply: () => MachineAction): Promise<MachineAction> {
    const { step, nextFate, now } = this.#world
    const fate = nextFate()
    await step(`${what} arrives: ${fate}`, fate !== 'lost on the way')
    switch (fate) {
      case 'throttled':
        throw new BotError('throttled', 'Defender POST: 429')
      case 'refused as a duplicate':
        throw new BotError('rejected', 'Defender POST: 400', { detail: 'ActiveRequestAlreadyExists' })
      case 'lost on the way':
        break
      case 'answer lost, applied minutes later':
        this.#late.push({ at: plusMs(now(), APPLIED_WITHIN_MS), apply: () => void apply() })
        break
      case 'applied, answer lost':
        apply()
        break
      case 'answered': {
        const action = apply()
        await step(`the answer to ${what}`)
        return action
      }
    }
    await step(`no answer to ${what}`)
    throw new BotError('unclear', 'Defender POST: deadline')
  }

  #begin(machineId: MachineId, type: string, comment: string, sha1: string | null): MachineAction {
    this.#applyDue()
    const at = this.#at ?? this.#world.now()
    const action: MachineAction = {
      id: `00000000-0000-4000-8000-${machineId.slice(0, 6)}${String(this.#actions.length).padStart(6, '0')}` as ActionId,
      type,
      status: 'Pending',
      scope: null,
      sha1,
      requestor: null,
      comment,
      cancellationComment: null,
      source: null,
      machineId,
      createdAt: at,
      updatedAt: at,
    }
    this.#world.begins(
      action,
      this.#actions.filter((one) => !isFinal(one)),
    )
    this.#actions.push(action)
    return action
  }

  /** What is young may be missing; what changed is shown as it is. */
  #listed(): MachineAction[] {
    const shownSince = plusMs(this.#world.now(), -LISTED_LATE_MS)
    return this.actions.filter(({ createdAt }, index) => createdAt < shownSince || index % 3 !== this.#hidden)
  }

  #applyDue(): void {
    if (this.#at !== null) return
    const due = this.#late.filter(({ at }) => at <= this.#world.now())
    this.#late = this.#late.filter((one) => !due.includes(one))
    for (const { at, apply } of due) {
      this.#at = at
      try {
        apply()
      } catch (error) {
        if (!(error instanceof BotError)) throw error // what it wanted to cancel had ended by then
      }
    }
    this.#at = null
  }
}

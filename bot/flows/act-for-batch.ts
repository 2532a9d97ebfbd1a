import { wanted } from '../domain/action-kind.ts'
import type { Batch, BatchItem, StopReason } from '../domain/batch.ts'
import { itemOfIntent } from '../domain/batch-outcome.ts'
import { BotError } from '../domain/error.ts'
import type { IsolationType } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import { isOnboarded } from '../domain/machine.ts'
import { verdictWords } from '../domain/policy-words.ts'
import { refusalOf, refusalWords } from '../domain/refusal.ts'
import { isolationTypesFor } from '../domain/warnings.ts'
import type { ActingPerson, UserTokens } from '../ports.ts'
import type { ActPorts } from './act-on-machine.ts'
import { actOnMachine } from './act-on-machine.ts'
import { caseForBatch } from './case-for-wish.ts'
import type { Held } from './hold.ts'
import { keepMachine } from './keep-machine.ts'

/** What asking for one machine of a batch needs. */
export interface ActForBatchPorts extends ActPorts {
  readonly tokens: Pick<UserTokens, 'fromSession'>
}

/** Where the machine stands then; `stop`: why nothing more is to be asked for. */
export interface Turn {
  readonly item: BatchItem
  readonly stop: StopReason | null
}

/** A request to Defender is never broken off: it has a deadline of its own, and its outcome must be learnt. */
const NEVER = new AbortController().signal
/** Time for Entra to bring the person's token. */
const TOKEN_WITHIN_MS = 10_000

/**
 * Asks for one machine of a batch as whoever asked for the batch, with a token out of their session and the same checks as a
 * press of a card's button. Where there is no token nothing is asked, and the machine keeps waiting.
 */
export async function actForBatch(ports: ActForBatchPorts, batch: Batch, item: BatchItem): Promise<Turn> {
  const { verb, person } = batch
  const again = (stop: StopReason, generation = item.generation): Turn => ({
    item: { ...item, state: 'waiting', generation },
    stop,
  })
  let as: ActingPerson
  try {
    as = await ports.tokens.fromSession(person.id, AbortSignal.timeout(TOKEN_WITHIN_MS))
  } catch (error) {
    if (!(error instanceof BotError)) throw error
    return again(error.code === 'sign-in-needed' || error.code === 'forbidden' ? 'sign-in' : 'no-sign-in')
  }
  const refused = (why: string): Turn => ({ item: { ...item, state: 'refused', why }, stop: null })
  let machine: Machine
  try {
    machine = await ports.defender.machine(item.machineId, as.token, NEVER)
  } catch (error) {
    if (error instanceof BotError && error.code === 'sign-in-needed') return again('sign-in')
    return refused(refusalWords(refusalOf(error, as.mode), verb, null))
  }
  const { machineGroup } = machine
  await keepMachine(ports.store, machine) // policy decides by what Defender says now
  if (verb === 'isolate' && !canBe(machine, batch.isolationType)) return refused(refusalWords('unsupported', verb, machineGroup))

  const wish = {
    ...wanted(verb, { isolationType: batch.isolationType }),
    reason: batch.reason,
    case: await caseForBatch(ports.store, batch, item.machineId),
    machineId: item.machineId,
    person,
    generation: item.generation,
    batch: batch.id,
  }
  try {
    const acted = await actOnMachine(ports, wish, as, NEVER)
    if (acted === null) {
      return { item: { ...item, state: 'overtaken', why: refusalWords('overtaken', verb, machineGroup) }, stop: null }
    }
    if ('held' in acted) return heldTurn(batch, item, acted)
    if (acted.refusal === 'actions-stopped') return again('actions-stopped', item.generation + 1) // the refusal has raised it
    return { item: itemOfIntent(item, acted, machineGroup), stop: null }
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'sign-in-needed') throw error
    return again('sign-in', item.generation + 1) // what Defender refused for want of proof has raised it
  }
}

/** What policy did not let through: a second person is asked, now or before, it is not allowed, or nothing is at the moment. */
function heldTurn({ id }: Batch, item: BatchItem, { held, approval }: Held): Turn {
  if (held.is === 'stopped') return { item: { ...item, state: 'waiting' }, stop: 'actions-stopped' }
  if (approval && approval.request.batch !== id) return { item: { ...item, state: 'overtaken', why: ASKED_BEFORE }, stop: null }
  return { item: { ...item, state: approval ? 'approval' : 'held', why: verdictWords(held) }, stop: null }
}

function canBe(machine: Machine, type: IsolationType | null): boolean {
  return isOnboarded(machine) && isolationTypesFor(machine).includes(type ?? 'Full')
}

const ASKED_BEFORE = 'A second person was asked about it before, and that still waits. Nothing more was asked.'

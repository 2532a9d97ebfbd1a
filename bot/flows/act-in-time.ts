import { BotError } from '../domain/error.ts'
import { PRIVATE_FOR_MS } from '../domain/refusal.ts'
import type { ActingPerson } from '../ports.ts'
import type { Acted, ActPorts, Wish } from './act-on-machine.ts'
import { actOnMachine } from './act-on-machine.ts'
import { settleMachine } from './settle-cases.ts'
import { tellAsker } from './tell-asker.ts'

/** What acting while a person waits needs. */
export interface ActInTimePorts extends ActPorts {
  /** Resolves after so many milliseconds, or when the signal comes. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** Work that goes on after the answer; a stop waits for it. */
  readonly background: (work: Promise<unknown>) => void
}

/** A request to Defender is never broken off: it has a deadline of its own, and its outcome must be learnt. */
const NEVER = new AbortController().signal

/**
 * Carries out a wish and answers within the time that a person waits. `late`: it is on record and goes on; what becomes
 * of it is shown to everybody, and a refusal is told to whoever asked.
 * @throws BotError as `actOnMachine`
 */
export async function actInTime(
  ports: ActInTimePorts,
  wish: Wish,
  as: ActingPerson,
  signal: AbortSignal,
): Promise<Acted | 'late'> {
  const acting = actOnMachine(ports, wish, as, NEVER)
  const first = await Promise.race([acting, ports.pause(PRIVATE_FOR_MS, signal).then(() => 'late' as const)])
  if (first === 'late') {
    ports.background(finishLate(ports, acting, wish))
    await ports.store.transaction((records) => settleMachine(records, wish.machineId, ports.now(), wish.case?.id ?? null))
  }
  return first
}

async function finishLate(ports: ActPorts, acting: Promise<Acted>, wish: Wish): Promise<void> {
  try {
    const intent = await acting
    if (intent && !('held' in intent) && intent.refusal) await tellAsker(ports, intent)
  } catch (error) {
    if (!(error instanceof BotError)) throw error // it is on record as refused; the card says so
  } finally {
    await ports.store.transaction((records) => settleMachine(records, wish.machineId, ports.now(), wish.case?.id ?? null))
  }
}

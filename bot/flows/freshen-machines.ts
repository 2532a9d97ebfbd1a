import type { Alert } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Machine } from '../domain/machine.ts'
import { READ_SINGLY } from '../domain/machine.ts'
import type { Clock, MachineSource } from '../ports.ts'
import type { Store } from '../records.ts'
import { settleCases } from './settle-cases.ts'

/** What bringing machines up to date needs. */
export interface FreshenPorts {
  readonly store: Store
  readonly machines: MachineSource
  readonly now: Clock
  readonly failed: (error: BotError) => void
}

/** A description older than this is read again when its machine has a new alert. */
const STALE_MS = 15 * 60_000
/** A machine that Defender does not know, or could not tell of, is not asked for again sooner than this. */
const ASK_AGAIN_MS = 2 * 60_000
/**
 * Readings of a few machines, which are a call each, and of the whole list are no closer together than this: 36 and 2 calls
 * a minute, the list being 2 more for every further 10,000 machines. When more wait than are read singly, the list takes them all.
 */
const FEW_EVERY_MS = 5_000
const LIST_EVERY_MS = 30_000
/** Alerts wait no longer than this for their machines; what comes later is recorded at the next step. */
const HOLDS_MS = 2_500

/**
 * Makes the step that reads the machines of alerts before their cards are written, so that a card shows the risk from
 * its first post. It never holds an alert back for long: when Defender cannot say, is slow, or has just been asked, the card
 * says "not known" until it can. Machines that wait are read at a later step, whatever its alerts.
 */
export function createFreshener(ports: FreshenPorts): (alerts: readonly Alert[], signal: AbortSignal) => Promise<void> {
  const askedAt = new Map<MachineId, Instant>()
  const waiting = new Set<MachineId>()
  let lastAt: Instant | null = null
  /** Until what came of it is on record. */
  let isReading = false
  let toRecord: (() => Promise<void>) | null = null

  const failed = (error: unknown, wanted: readonly MachineId[]): void => {
    if (!(error instanceof BotError)) throw error
    for (const id of wanted) waiting.add(id)
    ports.failed(error)
  }
  const read = async (wanted: readonly MachineId[], known: ReadonlyMap<MachineId, Machine>, signal: AbortSignal) => {
    isReading = true
    try {
      const machines = await ports.machines.read(wanted, signal)
      toRecord = () => keep(ports, machines, known)
    } catch (error) {
      toRecord = async () => failed(error, wanted)
    }
  }

  const recordArrived = async (): Promise<void> => {
    const arrived = toRecord
    if (arrived === null) return
    toRecord = null
    isReading = false
    await arrived()
  }

  return async (alerts, signal) => {
    await recordArrived()
    const now = ports.now()
    const ids = [...new Set([...waiting, ...alerts.flatMap(({ machine }) => machine?.id ?? [])])]
    const known = await ports.store.machines(ids)
    const wanted = ids.filter(
      (id) => (known.get(id)?.readAt ?? '') < plusMs(now, -STALE_MS) && (askedAt.get(id) ?? '') < plusMs(now, -ASK_AGAIN_MS),
    )
    for (const id of wanted) waiting.add(id)
    const everyMs = wanted.length > READ_SINGLY ? LIST_EVERY_MS : FEW_EVERY_MS
    if (wanted.length > 0 && !isReading && (lastAt === null || lastAt <= plusMs(now, -everyMs))) {
      waiting.clear()
      lastAt = now
      for (const [id, at] of askedAt) if (at < plusMs(now, -ASK_AGAIN_MS)) askedAt.delete(id)
      for (const id of wanted) askedAt.set(id, now)
      await Promise.race([read(wanted, known, signal), ended(AbortSignal.any([signal, AbortSignal.timeout(HOLDS_MS)]))])
    }
    await recordArrived()
  }
}

/** Puts on record what was read; cards follow where people see something else than was `known`. */
async function keep(
  { store, now }: FreshenPorts,
  read: readonly Machine[],
  known: ReadonlyMap<MachineId, Machine>,
): Promise<void> {
  const changed = read.filter((machine) => looksOther(machine, known.get(machine.id)))
  await store.transaction(async (records) => {
    await records.saveMachines(read)
    const cases = await records.casesOfMachines(changed.map(({ id }) => id))
    const open = cases.flatMap(({ id, closedAt }) => (closedAt === null ? id : []))
    await settleCases(records, open, now())
  })
}

async function ended(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

/** Whether anything that people see has changed; when it was seen and read does not count. */
function looksOther(now: Machine, before: Machine | undefined): boolean {
  const seen = ({ readAt: _, firstSeenAt: __, lastSeenAt: ___, ...rest }: Machine) => JSON.stringify(rest)
  return before === undefined || seen(now) !== seen(before)
}

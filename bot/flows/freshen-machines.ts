import type { Alert } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { MachineId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { Machine } from '../domain/machine.ts'
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
 * Makes the step that reads the machines of alerts before their cards are written, so that a card shows the risk from
 * its first post. It never holds an alert back: when Defender cannot say, the card says "not known" until it can.
 */
export function createFreshener(ports: FreshenPorts): (alerts: readonly Alert[], signal: AbortSignal) => Promise<void> {
  const askedAt = new Map<MachineId, string>()

  return async (alerts, signal) => {
    const now = ports.now()
    const ids = [...new Set(alerts.flatMap(({ machine }) => machine?.id ?? []))]
    const known = await ports.store.machines(ids)
    const wanted = ids.filter(
      (id) => (known.get(id)?.readAt ?? '') < plusMs(now, -STALE_MS) && (askedAt.get(id) ?? '') < plusMs(now, -ASK_AGAIN_MS),
    )
    if (wanted.length === 0) return

    askedAt.clear()
    for (const id of wanted) askedAt.set(id, now)
    try {
      const read = await ports.machines.read(wanted, signal)
      const changed = read.filter((machine) => looksOther(machine, known.get(machine.id)))
      await ports.store.transaction(async (records) => {
        await records.saveMachines(read)
        const cases = await records.casesOfMachines(changed.map(({ id }) => id))
        await settleCases(
          records,
          cases.flatMap(({ id, closedAt }) => (closedAt === null ? id : [])),
          now,
        )
      })
    } catch (error) {
      if (!(error instanceof BotError)) throw error
      ports.failed(error)
    }
  }
}

/** Whether anything that people see has changed; when it was seen and read does not count. */
function looksOther(now: Machine, before: Machine | undefined): boolean {
  const seen = ({ readAt: _, firstSeenAt: __, lastSeenAt: ___, ...rest }: Machine) => JSON.stringify(rest)
  return before === undefined || seen(now) !== seen(before)
}

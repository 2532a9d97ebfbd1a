import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Triage } from '../domain/triage.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { auditTriage } from './audit-triage.ts'

/** A request has a deadline of 30 s, and reading back one of 10: nobody waits for what has no outcome after this. */
const ASKED_MS = 60_000

/** Ends, as of unknown outcome, what a process that is gone had asked; the cards follow what Defender shows all the same. */
export async function giveUpTriages(store: Store, now: Clock): Promise<void> {
  if (!(await store.triagesSince(now())).some((one) => isGone(one, now()))) return
  await store.transaction(async (records) => {
    for (const triage of (await records.triagesSince(now())).filter((one) => isGone(one, now()))) {
      const unknown: Triage = { ...triage, state: 'unknown', closedAt: now() }
      await records.saveTriage(unknown)
      await auditTriage(records, unknown, now())
    }
  })
}

/** Whether nobody waits for its outcome any more. */
export function isGone({ closedAt, askedAt }: Triage, now: Instant): boolean {
  return closedAt === null && askedAt < plusMs(now, -ASKED_MS)
}

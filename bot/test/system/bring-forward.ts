import { dirname } from 'node:path'
import type { Demo } from '../../../infra/local/demo/start-demo.ts'
import { openStore } from '../../adapters/store/open-store.ts'
import { instantOf, plusMs } from '../../domain/instant.ts'

/** Makes what a day would bring due at once, on the bot's own record: every review, and every digest. Best while the bot is down. */
export async function bringForward({ logFile }: Pick<Demo, 'logFile'>): Promise<void> {
  await using store = await openStore({ databaseUrl: null, dataDir: dirname(logFile) })
  const now = instantOf(Date.now())
  await store.transaction(async (records) => {
    for (const review of await records.openReviews()) await records.saveReview({ ...review, dueAt: now })
    for (const plan of await records.digestPlans())
      await records.saveDigestPlan({ ...plan, toldAt: plusMs(now, -2 * 24 * 60 * 60_000) })
  })
}

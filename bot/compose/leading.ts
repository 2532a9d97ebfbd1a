import { underLease } from '../adapters/store/under-lease.ts'
import type { Changes } from '../changes.ts'
import { UNCLEAR_POST_WAIT_MS } from '../domain/delivery.ts'
import type { Instant } from '../domain/instant.ts'
import { msOf, plusMs } from '../domain/instant.ts'
import { createSendBudget } from '../domain/send-budget.ts'
import { keptSince } from '../flows/forget-old.ts'
import { createFreshener } from '../flows/freshen-machines.ts'
import type { Loop } from '../loop.ts'
import { endLoops, startLoop } from '../loop.ts'
import { startCatchingUp } from './catching-up.ts'
import { startEndingApprovals } from './ending-approvals.ts'
import type { Ground } from './ground.ts'
import { startDelivering, startFollowing, startForgetting, startPausing, startPolling } from './loops.ts'
import { startReviewing } from './reviewing.ts'
import { startWarning } from './secrets.ts'

/** An instance that may poll, deliver and follow, and does so while it has the lease. */
export interface Leading extends AsyncDisposable {
  /** Sends now what is due, if this instance is the one that sends; whichever is looks every second anyway. */
  deliver(): void
  /** The epoch of the lease while this instance has it, else `null`. */
  epoch(): number | null
}

/** Another instance takes over when it heard nothing for so long. */
const LEASE_MS = 9000
/** A lease that cannot be kept within this time counts as lost. */
const RENEW_WITHIN_MS = 4000
const KEEP_EVERY_MS = 2500
const ASK_EVERY_MS = 1000

/**
 * Longer than a pass in hand may take: at worst some statements that are not answered, and two requests to Teams between
 * them. A process that still hangs then is of no use to anybody, and is started anew.
 */
const ENDS_WITHIN_MS = 4 * 60_000

/** Teams's longest limit. */
const LIMITED_FOR_MS = 60 * 60_000

/** What runs under one epoch of the lease. */
interface Term extends AsyncDisposable {
  readonly epoch: number
  readonly delivering: Loop
  readonly following: Loop
  readonly reviewing: Loop
  /** False once something may be left as `sending`: then it takes a new term to find it. */
  readonly isWhole: () => boolean
}

/**
 * Takes the lease when it is free, and polls, delivers and follows until it is lost. Disposing lets the passes in hand
 * finish and gives it up.
 */
export function startLeading(ground: Ground, changes: Changes): Leading {
  const { store, events } = ground
  let term: Term | null = null
  let stopped: Promise<void> | null = null

  const end = async (): Promise<void> => {
    const ending = term
    term = null
    await ending?.[Symbol.asyncDispose]()
  }
  const keep = async ({ epoch, isWhole }: Term): Promise<void> => {
    const kept = isWhole() && (await within(RENEW_WITHIN_MS, store.renewLease(epoch, LEASE_MS)).catch(() => false))
    if (kept) return
    events.leaseLost(epoch)
    await end()
  }
  const stopListening = changes.listen(({ what }) => {
    term?.delivering.wake()
    if (what !== 'machine') return
    term?.following.wake()
    term?.reviewing.wake()
  })
  const loop = startLoop(
    async () => {
      if (term) await keep(term)
      term ??= await startTerm(ground)
      return term ? KEEP_EVERY_MS : ASK_EVERY_MS
    },
    (error) => {
      events.passFailed('lead', error)
      return ASK_EVERY_MS
    },
  )
  const stop = async (): Promise<void> => {
    stopListening()
    await loop[Symbol.asyncDispose]()
    const epoch = term?.epoch
    await end()
    if (epoch) await store.releaseLease(epoch).catch((error: unknown) => events.passFailed('lead', error)) // it ends by itself
  }
  return {
    deliver: () => term?.delivering.wake(),
    epoch: () => term?.epoch ?? null,
    [Symbol.asyncDispose]() {
      stopped ??= stop()
      return stopped
    },
  }
}

/** Takes the lease, if it is free, and what the last holder left in the middle; then begins. */
async function startTerm(ground: Ground): Promise<Term | null> {
  const { store, events, instance, now, nowMs } = ground
  const epoch = await store.takeLease(instance, LEASE_MS)
  if (epoch === null) return null
  const held = underLease(store, epoch)
  const recovered = await held.transaction((records) => records.recover(plusMs(now(), UNCLEAR_POST_WAIT_MS)))
  events.leaseTaken({ epoch, recovered })

  let whole = true
  const fenced = { ...ground, store: held }
  const before = await held.sentSince(plusMs(now(), -LIMITED_FOR_MS))
  const agoMs = (at: Instant): number => Math.max(0, msOf(now()) - msOf(at)) // none is to come, whatever the clock said then
  const budget = createSendBudget(
    nowMs(),
    before.map(({ conversationId, at }) => ({ conversationId, atMs: nowMs() - agoMs(at) })),
  )
  const delivering = startDelivering(fenced, budget, store, () => {
    whole = false
  })
  const following = startFollowing(fenced, delivering)
  const reviewing = startReviewing(fenced, delivering)
  const freshenMachines = createFreshener({ ...fenced, machines: ground.defender('catch-up'), failed: events.machinesUnread })
  const reading = { ...fenced, freshenMachines, keptSince: () => keptSince(now(), ground.config.RETENTION_DAYS) }
  const catchingUp = startCatchingUp(reading, ground.defender('catch-up'), delivering)
  const polling = startPolling(reading, delivering, catchingUp)
  const loops = [
    delivering,
    following,
    reviewing,
    catchingUp,
    polling,
    startForgetting(fenced),
    startPausing(fenced, delivering),
    startWarning(fenced, delivering),
    startEndingApprovals(fenced, delivering),
  ]
  return {
    epoch,
    delivering,
    following,
    reviewing,
    isWhole: () => whole,
    [Symbol.asyncDispose]: () =>
      endLoops(loops, ENDS_WITHIN_MS, () => {
        events.loopsHang(epoch)
        process.exit(1)
      }),
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms)
  return Promise.race([work, promise]).finally(() => clearTimeout(late))
}

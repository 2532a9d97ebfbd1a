import type { Instant } from '../domain/instant.ts'
import { msOf, parseInstant, plusMs } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import { LISTED_WITHIN_MS } from '../domain/machine-action.ts'
import type { ActionSource, Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { closeIntent, noteActions } from './note-actions.ts'
import { settleMachine } from './settle-cases.ts'

/** What following needs. */
export interface FollowPorts {
  readonly store: Store
  readonly actions: ActionSource
  readonly now: Clock
}

const SECOND = 1000
const MINUTE = 60 * SECOND
/** A request to Defender has a deadline of 30 s; one that is still `sending` after this will never hear of it. */
const SENDING_MS = MINUTE
/** Defender keeps machine actions for half a year; the first look reads them all, so that older isolations are known. */
const RETENTION_MS = 180 * 24 * 60 * MINUTE
/** How far back a look reaches beyond what is open, so that actions made in the portal are seen. */
const LOOK_BACK_MS = 20 * MINUTE

/**
 * Looks once, with one call, at what became of everything open: our intents of unknown outcome, machine actions on
 * their way, and those that others asked for. Answers how many milliseconds until the next look is due.
 * @throws BotError when Defender cannot be read
 */
export async function followActions({ store, actions, now }: FollowPorts, signal: AbortSignal): Promise<number> {
  const at = now()
  const intents = await giveUpWaiting(store, at)
  const open = await store.openActions()
  const unknown = intents.filter(({ state }) => state === 'unknown')
  const lastLook = parseInstant(await store.cursor('actions-read'))
  const since = [
    lastLook ? plusMs(lastLook, -LOOK_BACK_MS) : plusMs(at, -RETENTION_MS),
    ...open.map(({ createdAt }) => createdAt),
    ...unknown.map(({ askedAt }) => plusMs(askedAt, -MINUTE)),
  ]
  const listed = await actions.createdSince(
    since.reduce((a, b) => (a < b ? a : b)),
    signal,
  )
  await store.transaction(async (records) => {
    await noteActions(records, listed, at)
    await records.setCursor('actions-read', at)
    for (const intent of (await records.openIntents()).filter((one) => isLost(one, at))) {
      await closeIntent(records, { ...intent, state: 'lost', closedAt: at }, at)
      await settleMachine(records, intent.machineId, at, intent.caseId)
    }
  })
  return nextLookInMs(
    [
      ...(await store.openActions()).map(({ createdAt }) => createdAt),
      ...(await store.openIntents()).map(({ askedAt }) => askedAt),
    ],
    at,
  )
}

/** Every intent that is open; those whose process is gone are `unknown` when they may have been sent, else refused. */
async function giveUpWaiting(store: Store, now: Instant): Promise<Intent[]> {
  return Promise.all(
    (await store.openIntents()).map((intent) =>
      intent.askedAt < plusMs(now, -SENDING_MS) ? abandon(store, intent, now) : intent,
    ),
  )
}

/** For the start of the only instance there is: nobody waits for these answers any more. Answers how many there were. */
export async function recoverIntents(store: Store, now: Instant): Promise<number> {
  const intents = (await store.openIntents()).filter(({ state }) => state !== 'unknown')
  for (const intent of intents) await abandon(store, intent, now)
  return intents.length
}

async function abandon(store: Store, intent: Intent, now: Instant): Promise<Intent> {
  if (intent.state === 'unknown') return intent
  const after: Intent =
    intent.state === 'sending'
      ? { ...intent, state: 'unknown' }
      : { ...intent, state: 'refused', refusal: 'stopped', closedAt: now }
  await store.transaction(async (records) => {
    await closeIntent(records, after, now)
    await settleMachine(records, intent.machineId, now, intent.caseId)
  })
  return after
}

/** Whether it is of unknown outcome for longer than Defender's list may lag. */
function isLost({ state, sentAt, askedAt }: Intent, now: Instant): boolean {
  return state === 'unknown' && (sentAt ?? askedAt) < plusMs(now, -LISTED_WITHIN_MS)
}

/** Soon while something is young, rarely when it has been open for long: an offline machine may take three days. */
function nextLookInMs(openSince: readonly Instant[], now: Instant): number {
  const youngest = openSince.reduce<Instant | null>((a, b) => (a !== null && a > b ? a : b), null)
  if (youngest === null) return MINUTE
  const age = msOf(now) - msOf(youngest)
  return age < 2 * MINUTE ? 2.5 * SECOND : age < 30 * MINUTE ? 30 * SECOND : 5 * MINUTE
}

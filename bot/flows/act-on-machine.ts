import type { Approved } from '../domain/approval.ts'
import type { Case } from '../domain/case.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { BatchId, IntentId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent, Refusal, Wanted } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { Policy } from '../domain/policy.ts'
import { refusalOf } from '../domain/refusal.ts'
import { holds } from '../domain/stop.ts'
import type { ActingPerson, Clock, DefenderAsPerson, NewId } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { auditIntent } from './audit-intent.ts'
import { commentOf } from './comment-of.ts'
import type { Held } from './hold.ts'
import { hold, isStillAsked, takeApproval } from './hold.ts'
import { mayAct } from './may-act.ts'
import type { Step } from './next-step.ts'
import { nextStep } from './next-step.ts'
import { saveOutcome } from './save-outcome.ts'

/** What acting needs. */
export interface ActPorts {
  readonly store: Store
  readonly defender: DefenderAsPerson
  readonly policy: Policy
  readonly now: Clock
  readonly newId: NewId
}

/** One person's confirmed wish for one machine. */
export interface Wish extends Wanted {
  readonly reason: string
  /** The case that the wish came from, or that was found for it; `null` when there is none. */
  readonly case: Pick<Case, 'id' | 'conversationId'> | null
  readonly machineId: MachineId
  readonly person: { readonly id: PersonId; readonly name: string }
  /** The machine's generation of the family that the person saw. */
  readonly generation: number
  /** The request that this answers for, as a second person or in place of one. */
  readonly approval?: Approved
  /** The batch that asks, where one does. */
  readonly batch?: BatchId
}

/** `Held`: policy did not let it through. `null`: somebody else was first, or what the person saw was out of date; nothing was recorded and nothing done. */
export type Acted = Intent | Held | null

/**
 * Carries out a wish as the person. The intent is on record before Defender hears of it and is never sent twice: when
 * the answer is not learnt it is `unknown`, and `followActions` reads it back. An action of the family that is already open is
 * joined; what would take back one that the machine has not begun cancels that. Nothing is sent on what Defender lists to be over.
 * @throws BotError `sign-in-needed` when Defender wants more proof of the person; nothing was done.
 */
export async function actOnMachine(ports: ActPorts, wish: Wish, as: ActingPerson, signal: AbortSignal): Promise<Acted> {
  const asked = await ask(ports, wish, as)
  if (asked === null || 'held' in asked) return asked
  const refusal = refusalOfRights(as, wish.verb)
  if (refusal) return refuse(ports, asked, refusal)

  let looked: Looked
  try {
    looked = await look(ports, asked, wish, as, signal)
  } catch (error) {
    return refuseFor(ports, asked, error)
  }
  const { step, intent } = looked
  if (step.do === 'join' || step.do === 'refuse') return intent

  const comment = commentOf(wish, as, asked.id)
  try {
    const action =
      step.do === 'cancel'
        ? await ports.defender.cancel(step.action.id, comment, as.token, signal)
        : await ports.defender.act(wish.machineId, { ...wish, comment }, as.token, signal)
    return accept(ports, intent, action)
  } catch (error) {
    if (!(error instanceof BotError) || error.code === 'unclear') return record(ports, { ...intent, state: 'unknown' })
    if (error.code === 'rejected') return joinOrRefuse(ports, intent, wish, as, signal, error)
    return refuseFor(ports, intent, error)
  }
}

/** Puts the wish on record, if the card that it came from still shows the truth and nobody was first. */
function ask(ports: ActPorts, wish: Wish, as: ActingPerson): Promise<Acted> {
  const { store, now, newId, policy } = ports
  return store.transaction(async (records) => {
    if ((await records.generation(wish.machineId, wish.family)) !== wish.generation) return null
    if (wish.approval && !(await isStillAsked(records, wish.approval.id, now()))) return null
    const { verb, machineId, person, approval = null } = wish
    const verdict = await mayAct(records, policy, { verb, machineId, person: person.id, approval }, now())
    if (verdict.is !== 'allowed') return hold(records, ports, wish, verdict)
    const intent: Intent = {
      id: newId(16) as IntentId,
      machineId: wish.machineId,
      verb: wish.verb,
      family: wish.family,
      isolationType: wish.isolationType,
      scanType: wish.scanType,
      sha1: wish.sha1,
      cancels: wish.cancels,
      cancelsType: wish.cancelsType,
      reason: wish.reason,
      caseId: wish.case?.id ?? null,
      conversationId: wish.case?.conversationId ?? null,
      person: wish.person,
      mode: as.mode,
      upn: as.upn,
      approval,
      ...(wish.batch && { batch: wish.batch }),
      state: 'asked',
      actionId: null,
      refusal: null,
      askedAt: now(),
      sentAt: null,
      closedAt: null,
    }
    if (!(await records.addIntent(intent))) return null
    if (wish.approval) await takeApproval(records, wish.approval, intent, now())
    await auditIntent(records, intent, now())
    return intent
  })
}

/** What an intent came to by Defender's list. */
interface Looked {
  readonly step: Step
  readonly intent: Intent
}

/**
 * Looks at the machine's actions, and has on record what they make of the intent: it is joined or refused, or about to be sent.
 * @throws BotError when Defender does not list them
 */
async function look(ports: ActPorts, before: Intent, wish: Wish, as: ActingPerson, signal: AbortSignal): Promise<Looked> {
  const { store, defender, now } = ports
  const listed = await defender.actionsOf(wish.machineId, as.token, signal)
  return store.transaction(async (records) => {
    const step = await unlessStopped(records, before, await nextStep(records, wish, listed, now()))
    const intent = afterStep(before, step, now())
    if (intent !== before) await saveOutcome(records, intent, now(), step.do === 'join' ? step.action : null)
    return { step, intent }
  })
}

/** A lead may have stopped all actions since the wish went on record: what Defender was not asked for yet stays unasked. */
async function unlessStopped(records: Records, { state, verb }: Intent, step: Step): Promise<Step> {
  if (state !== 'asked' || step.do === 'join' || step.do === 'refuse') return step
  const stop = await records.stop()
  return stop && holds(stop, verb) ? { do: 'refuse', refusal: 'actions-stopped' } : step
}

function afterStep(intent: Intent, step: Step, now: Instant): Intent {
  if (step.do === 'join') return { ...intent, state: 'joined', actionId: step.action.id, closedAt: now }
  if (step.do === 'refuse') return { ...intent, state: 'refused', refusal: step.refusal, closedAt: now }
  return intent.state === 'asked' ? { ...intent, state: 'sending', sentAt: now } : intent
}

/** Defender refused the request itself: most often because another of the kind is open, which then is ours to show, or has ended. */
async function joinOrRefuse(
  ports: ActPorts,
  intent: Intent,
  wish: Wish,
  as: ActingPerson,
  signal: AbortSignal,
  why: BotError,
): Promise<Intent> {
  try {
    const after = await look(ports, intent, wish, as, signal)
    if (after.intent.closedAt) return after.intent
  } catch (error) {
    if (!(error instanceof BotError)) throw error // the refusal stands, whatever else could not be read
  }
  return refuseFor(ports, intent, why)
}

/** Records a failure that surely left nothing done. @throws the failure again when signing in would mend it. */
async function refuseFor(ports: ActPorts, intent: Intent, error: unknown): Promise<Intent> {
  const refused = await refuse(ports, intent, refusalOf(error, intent.mode))
  if (refused.refusal === 'sign-in-needed') throw error
  return refused
}

function refuse(ports: ActPorts, intent: Intent, refusal: Refusal): Promise<Intent> {
  return record(ports, { ...intent, state: 'refused', refusal, closedAt: ports.now() })
}

function accept(ports: ActPorts, intent: Intent, action: MachineAction): Promise<Intent> {
  return record(ports, { ...intent, state: 'accepted', actionId: action.id, closedAt: ports.now() }, action)
}

async function record({ store, now }: ActPorts, intent: Intent, action: MachineAction | null = null): Promise<Intent> {
  await store.transaction((records) => saveOutcome(records, intent, now(), action))
  return intent
}

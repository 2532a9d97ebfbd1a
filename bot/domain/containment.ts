import { wordOf } from './alert.ts'
import type { Asked } from './asked.ts'
import { askedBy, askedFor } from './asked.ts'
import type { Instant } from './instant.ts'
import { msOf, plusMs } from './instant.ts'
import type { Intent, Verb } from './intent.ts'
import { isOpen } from './intent.ts'
import type { MachineAction } from './machine-action.ts'
import { actionsOfFamily, isFinal, lastEndedFirst, OFFLINE_TRIED_FOR_MS } from './machine-action.ts'
import { isLateRefusal } from './refusal.ts'

/**
 * What is known of a machine's isolation: the command that is on its way, else the one that ended last, never a measurement.
 * Defender's machine has no such property; it is read from machine actions.
 */
export type Containment =
  /** Defender has not been asked yet. */
  | { readonly is: 'unknown' }
  /** Defender lists no isolation. */
  | { readonly is: 'none' }
  /** On record here; Defender has not answered. `unclear` when its answer was lost and is being read back. */
  | { readonly is: 'asking'; readonly verb: Verb; readonly asked: Asked; readonly unclear: boolean }
  /** Defender accepted it. `started`: the machine has it; otherwise Defender tries until `triedUntil`. */
  | { readonly is: 'isolating' | 'releasing'; readonly asked: Asked; readonly started: boolean; readonly triedUntil: Instant }
  | { readonly is: 'isolated'; readonly asked: Asked; readonly selective: boolean; readonly since: Instant }
  | { readonly is: 'released'; readonly asked: Asked; readonly since: Instant }
  /** The last command came to nothing; `contained` is what the last one that succeeded left. */
  | {
      readonly is: 'failed'
      readonly verb: Verb
      readonly status: string
      readonly asked: Asked
      readonly contained: boolean
      readonly at: Instant
    }
  /** Defender refused, too late to tell the asker alone. */
  | { readonly is: 'refused'; readonly verb: Verb; readonly intent: Intent; readonly asked: Asked; readonly contained: boolean }
  /** Sent, and Defender shows no such action. */
  | { readonly is: 'lost'; readonly verb: Verb; readonly asked: Asked; readonly contained: boolean }

/**
 * Derives a machine's containment from its machine actions and its intents, newest first. `null` actions: never read. What is
 * on its way is told before what is over, and of that what ended last, not what was asked for last.
 */
export function containmentOf(actions: readonly MachineAction[] | null, intents: readonly Intent[]): Containment {
  const [intent] = intents
  const all = actionsOfFamily(actions ?? [], 'containment')
  const ended = lastEndedFirst(all)
  const contained = ended.find(({ status }) => status === 'Succeeded')?.type === 'Isolate'
  if (intent && isOpen(intent)) {
    return { is: 'asking', verb: intent.verb, asked: askedBy(intent), unclear: intent.state === 'unknown' }
  }
  if (intent && intent.verb !== 'cancel' && newerThan(intent, all[0])) {
    if (intent.state === 'lost') return { is: 'lost', verb: intent.verb, asked: askedBy(intent), contained }
    if (isLateRefusal(intent)) return { is: 'refused', verb: intent.verb, intent, asked: askedBy(intent), contained }
  }
  const telling = all.find((action) => !isFinal(action)) ?? ended[0]
  if (!telling) return { is: actions === null ? 'unknown' : 'none' }
  return afterAction(telling, askedFor(telling, intents), contained)
}

/** Whether a case may close as far as its machine is concerned: nothing is running and nothing is cut off. */
export function isQuiet(containment: Containment): boolean {
  switch (containment.is) {
    case 'asking':
    case 'isolating':
    case 'releasing':
    case 'isolated':
      return false
    case 'failed':
    case 'refused':
    case 'lost':
      return !containment.contained
    case 'unknown':
    case 'none':
    case 'released':
      return true
  }
}

/** What a person may ask for next; `null` while something is under way that must end first. */
export function nextVerb(containment: Containment): 'isolate' | 'unisolate' | null {
  switch (containment.is) {
    case 'asking':
    case 'releasing':
      return null
    case 'isolating':
      return containment.started ? null : 'unisolate' // not begun: it can be cancelled
    case 'isolated':
      return 'unisolate'
    case 'failed':
    case 'refused':
    case 'lost':
      return containment.contained ? 'unisolate' : 'isolate'
    case 'unknown':
    case 'none':
    case 'released':
      return 'isolate'
  }
}

function afterAction(action: MachineAction, by: Asked, contained: boolean): Containment {
  const isolate = action.type === 'Isolate'
  if (!isFinal(action)) {
    const triedUntil = plusMs(action.createdAt, OFFLINE_TRIED_FOR_MS)
    return { is: isolate ? 'isolating' : 'releasing', asked: by, started: action.status === 'InProgress', triedUntil }
  }
  if (action.status !== 'Succeeded') {
    const verb = isolate ? 'isolate' : 'unisolate'
    return { is: 'failed', verb, status: wordOf(action.status), asked: by, contained, at: action.updatedAt }
  }
  if (isolate) return { is: 'isolated', asked: by, selective: action.scope === 'Selective', since: action.updatedAt }
  return { is: 'released', asked: by, since: action.updatedAt }
}

function newerThan(intent: Intent, action: MachineAction | undefined): boolean {
  return !action || msOf(intent.askedAt) >= msOf(action.createdAt)
}

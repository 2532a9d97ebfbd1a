import type { TabPause } from '../../../bot/tab-contract/controls.ts'
import type { TabAsk, TabContainment, TabMachine } from '../../../bot/tab-contract/machines.ts'
import type { TabMe } from '../../../bot/tab-contract.ts'
import type { Tone } from './tone.ts'

/** What can be asked for now, and how it is worded. */
export type Offer = Omit<TabAsk, keyof TabPause>

/** The colour of what is known. */
export function containmentTone({ is, matches }: TabContainment): Tone {
  if (matches === false) return 'bad'
  if (is === 'isolated') return 'good'
  if (is === 'failed' || is === 'refused' || is === 'lost') return 'bad'
  return underWay({ is }) ? 'warn' : 'calm'
}

/** Whether something was asked that has not ended. */
export function underWay({ is }: Pick<TabContainment, 'is'>): boolean {
  return is === 'asking' || is === 'isolating' || is === 'releasing'
}

/** What the big button offers; `null` while nothing can be asked for. */
export function offerOf(machine: Pick<TabMachine, 'containment' | 'suggestedReason'>, name: string): Offer | null {
  const { is, next } = machine.containment
  if (next === null) return null
  if (next === 'isolate')
    return offer(machine, next, 'Isolate', `Isolate ${name}?`, 'It is cut off the network as soon as it hears of it.')
  if (is === 'isolating')
    return offer(
      machine,
      next,
      'Cancel isolation',
      `Cancel the isolation of ${name}?`,
      'The machine has not carried it out yet; it stays on the network.',
    )
  return offer(machine, next, 'Release', `Release ${name}?`, 'It gets back on the network, and whoever may be in it as well.')
}

/** Whose rights it takes. */
export function actsAs({ mode, name }: TabMe): string {
  return mode === 'delegated'
    ? `Runs with your own rights; Defender records ${name}.`
    : `Runs as the service, in application mode; ${name} goes into Defender’s comment.`
}

/** Whose rights count here at all. */
export function modeWords({ mode }: TabMe): string {
  return mode === 'delegated'
    ? 'Delegated mode: you see and do here what your own role at Defender allows.'
    : 'Application mode: the service acts at Defender, for people with the app role Responder or Lead.'
}

/** Why policy lets nobody confirm it, in words; `null` when somebody can, a second person or not. */
export function barredBecause(held: TabPause['held']): string | null {
  return held !== null && held.is !== 'second-person' ? held.why : null
}

/** Why nothing can be asked for, in words; `null` when it can. */
export function refusedBecause(me: TabMe | null, online: boolean): string | null {
  if (!online) return 'You are offline. Isolating and releasing need a connection.'
  return me?.readOnly ?? null
}

function offer(
  { containment, suggestedReason }: Pick<TabMachine, 'containment' | 'suggestedReason'>,
  verb: 'isolate' | 'unisolate',
  button: string,
  question: string,
  means: string,
): Offer {
  const { generation } = containment
  const danger = verb === 'isolate'
  return {
    verb,
    button,
    question,
    means,
    confirm: `${button} now`,
    danger,
    suggestedReason,
    generation,
    actionId: null,
    files: [],
  }
}

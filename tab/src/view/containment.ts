import type { TabContainment, TabMachine, TabMe } from '../../../bot/tab-contract.ts'
import type { Tone } from './tone.ts'

/** What can be asked for now, and how it is worded. */
export interface Offer {
  readonly verb: 'isolate' | 'unisolate'
  readonly button: string
  readonly question: string
  readonly means: string
  readonly confirm: string
  readonly danger: boolean
}

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
export function offerOf({ containment: { is, next } }: Pick<TabMachine, 'containment'>, name: string): Offer | null {
  if (next === null) return null
  if (next === 'isolate')
    return offer(next, 'Isolate', `Isolate ${name}?`, 'It is cut off the network as soon as it hears of it.')
  if (is === 'isolating')
    return offer(
      next,
      'Cancel isolation',
      `Cancel the isolation of ${name}?`,
      'The machine has not carried it out yet; it stays on the network.',
    )
  return offer(next, 'Release', `Release ${name}?`, 'It gets back on the network, and whoever may be in it as well.')
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

/** Why nothing can be asked for, in words; `null` when it can. */
export function refusedBecause(me: TabMe | null, online: boolean): string | null {
  if (!online) return 'You are offline. Isolating and releasing need a connection.'
  return me?.readOnly ?? null
}

function offer(verb: Offer['verb'], button: string, question: string, means: string): Offer {
  return { verb, button, question, means, confirm: `${button} now`, danger: verb === 'isolate' }
}

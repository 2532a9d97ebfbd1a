import type { Machine } from './machine.ts'
import { isOnboarded } from './machine.ts'
import { VERB_WORDS } from './refusal.ts'

/** What it is called to keep a machine off the network, and to take that back. */
export interface CutOffWords {
  readonly verb: 'isolate' | 'contain'
  readonly doing: string
  readonly thing: string
  /** How the machine then is. */
  readonly done: 'isolated' | 'contained'
  /** What follows "release", "releasing" and "released". */
  readonly from: '' | ' from containment'
  /** Whoever carries it out, and that they do. */
  readonly by: string
  readonly doIt: string
}

const WORDS: Readonly<Record<CutOffWords['verb'], CutOffWords>> = {
  isolate: { ...VERB_WORDS.isolate, verb: 'isolate', done: 'isolated', from: '', by: 'the machine', doIt: 'The machine is' },
  contain: {
    ...VERB_WORDS.contain,
    verb: 'contain',
    done: 'contained',
    from: ' from containment',
    by: 'other machines',
    doIt: 'Other machines are',
  },
}

/** Defender isolates a machine that is onboarded, and has the onboarded ones contain another; to its API both are `Isolate` (Isolate machine API). */
export function cutOffWords(machine: Machine | null): CutOffWords {
  return WORDS[machine === null || isOnboarded(machine) ? 'isolate' : 'contain']
}

import fc from 'fast-check'
import type { Fate } from './model-defender.ts'

/** Everything that people, machines, time and power do. */
export type Happening =
  /** Somebody looks at the card, and keeps its buttons. */
  | { readonly is: 'look' }
  /** Somebody presses a button of the card as it is, or as they once saw it; slowly: their sign-in takes until `at-last`. */
  | {
      readonly is: 'tap'
      readonly verb: 'isolate' | 'unisolate' | 'cancel' | 'scan'
      readonly looksAgo: number | null
      readonly slow: boolean
    }
  /** Somebody looks, taps, and the machine does it; and then perhaps takes it back. */
  | { readonly is: 'done'; readonly verbs: readonly string[] }
  | { readonly is: 'at-last' }
  | { readonly is: 'follow' }
  /** The machine carries something out: the oldest open action, or another. */
  | { readonly is: 'machine'; readonly which: number; readonly status: 'InProgress' | 'Succeeded' | 'Failed' }
  /** Somebody asks Defender directly; `done`: and the machine did it, before anybody here looked. */
  | { readonly is: 'portal'; readonly types: readonly string[]; readonly done: boolean }
  | { readonly is: 'minutes'; readonly minutes: number }
  | { readonly is: 'crash' }

/** Any of them, the frequent more often. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ is: 'look' } as const) },
  {
    weight: 9,
    arbitrary: fc.record({
      is: fc.constant('tap' as const),
      verb: fc.constantFrom('isolate', 'isolate', 'unisolate', 'unisolate', 'cancel', 'scan'),
      looksAgo: fc.constantFrom(null, null, null, 0, 1, 2),
      slow: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'follow' } as const) },
  { weight: 1, arbitrary: fc.constant({ is: 'at-last' } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('done' as const),
      verbs: fc.constantFrom(['isolate'], ['unisolate'], ['isolate', 'unisolate']),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('machine' as const),
      which: fc.nat(2),
      status: fc.constantFrom('InProgress', 'Succeeded', 'Succeeded', 'Failed'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('portal' as const),
      types: fc.constantFrom(['Isolate'], ['Unisolate'], ['Isolate', 'Unisolate'], ['RunAntiVirusScan']),
      done: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('minutes' as const), minutes: fc.constantFrom(1, 3, 6, 9, 16) }) },
  { weight: 1, arbitrary: fc.constant({ is: 'crash' } as const) },
)
/** What becomes of one request after another; most are answered. */
export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('answered' as const) },
  { weight: 2, arbitrary: fc.constant('applied, answer lost' as const) },
  { weight: 2, arbitrary: fc.constant('answer lost, applied minutes later' as const) },
  { weight: 1, arbitrary: fc.constant('lost on the way' as const) },
  { weight: 1, arbitrary: fc.constant('throttled' as const) },
  { weight: 1, arbitrary: fc.constant('refused as a duplicate' as const) },
)

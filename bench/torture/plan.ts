import type { FaultWish } from '../../infra/local/faults.ts'
import type { Random } from '../../infra/local/story/next-beat.ts'
import { seededRandom } from '../../infra/local/story/next-beat.ts'
import type { Alert, AlertChange } from './alerts.ts'
import { createStory } from './alerts.ts'
import { pick, shuffled, some } from './chance.ts'
import { faultsFor } from './plan-faults.ts'

/** What happens at Defender or by a person's hand. */
export type Deed =
  | { readonly do: 'arrive'; readonly alerts: readonly Alert[] }
  | ({ readonly do: 'change' } & AlertChange)
  /** Somebody presses and confirms: `which` picks among the cards that offer something, `by` are those who confirm, all at once. */
  | { readonly do: 'press'; readonly which: number; readonly by: readonly string[] }
  /** Somebody confirms once more what was confirmed before, from the card as it was then: `which` picks among those. */
  | { readonly do: 'press-old'; readonly which: number; readonly by: string }

/** The requests that a bot makes, by what they are for. */
export const REQUESTS = ['alerts', 'machines', 'actions', 'act', 'post', 'update', 'token'] as const
export type RequestKind = (typeof REQUESTS)[number]

/** When a bot is killed: at a request of its own, or at any moment. */
export type Kill =
  /** `seen` and not handled, `done` and not answered, `answered` and so many milliseconds later. */
  | {
      readonly at: 'seen' | 'done' | 'answered'
      readonly request: RequestKind
      readonly nth: number
      readonly afterMs: number
    }
  | { readonly at: 'moment'; readonly afterMs: number }

/** What happens around one kill. Times are the machine's own, the outage's is the tenant's. */
export interface Beat {
  readonly faults: readonly FaultWish[]
  readonly deeds: readonly Deed[]
  readonly kill: Kill
  /** How far time goes on while no bot is there. */
  readonly outageMs: number
}

/** Who presses: two may act everywhere, one on workstations only. */
export const PEOPLE = ['responder', 'lead', 'workstations'] as const
const HANDS = ['responder', 'lead', 'responder', 'lead', 'workstations'] as const
const MOMENTS = 4
/** Every so many beats an incident comes over far more machines than a channel takes at once. */
const FLOOD_EVERY = 60

/** The beats of a seed: the same seed makes the same beats. */
export function planBeats(seed: number, kills: number): Beat[] {
  const random = seededRandom(seed)
  const story = createStory(random)
  let deck: Kill[] = []
  return Array.from({ length: kills }, (_, n) => {
    if (deck.length === 0) deck = shuffled(random, everyKill(random))
    const kill = deck.pop() ?? { at: 'moment', afterMs: 0 }
    const arrive: Deed = {
      do: 'arrive',
      alerts: n % FLOOD_EVERY === FLOOD_EVERY / 2 ? story.flood() : some(random, 1, 3, story.next),
    }
    const others: Deed[] = [
      ...some(random, 1, 3, story.change).flatMap((change): Deed[] => (change ? [{ do: 'change', ...change }] : [])),
      ...some(random, 1, 3, (): Deed => ({ do: 'press', which: random(), by: some(random, 1, 3, () => pick(random, HANDS)) })),
      ...some(random, 0, 1, (): Deed => ({ do: 'press-old', which: random(), by: pick(random, HANDS) })),
    ]
    return { faults: faultsFor(random), deeds: [arrive, ...shuffled(random, others)], kill, outageMs: outage(random) }
  })
}

/** Each request at each of its boundaries once, and some moments. */
function everyKill(random: Random): Kill[] {
  const atRequests = REQUESTS.flatMap((request) =>
    (['seen', 'done', 'answered'] as const).map(
      (at): Kill => ({ at, request, nth: 1 + Math.floor(random() * 2), afterMs: 1 + Math.floor(random() * 30) }),
    ),
  )
  const moments = some(random, MOMENTS, MOMENTS, (): Kill => ({ at: 'moment', afterMs: Math.floor(random() * 1500) }))
  return [...atRequests, ...moments]
}

/** Mostly as long as a start takes; now and then longer than what is unclear waits, or than Defender is asked for what is lost. */
function outage(random: Random): number {
  const chance = random()
  return chance < 0.7 ? 0 : chance < 0.95 ? 40_000 : 16 * 60_000
}

import type { FaultWish } from '../../infra/local/faults.ts'
import type { Random } from '../../infra/local/story/next-beat.ts'
import { pick, some } from './chance.ts'

const PLACES = [
  { platform: 'connector', method: 'POST' },
  { platform: 'connector', method: 'POST' },
  { platform: 'connector', method: 'PUT' },
  { platform: 'defender', method: 'GET', path: '/alerts' },
  { platform: 'defender', method: 'GET', path: '/machineactions' },
  { platform: 'defender', method: 'POST' },
  { platform: 'entra', method: 'POST' },
] as const satisfies readonly Partial<FaultWish>[]

/** Up to two things that go wrong on the network, each for the next one to three requests of its kind. */
export function faultsFor(random: Random): FaultWish[] {
  return some(random, 0, 2, () => ({ ...pick(random, PLACES), ...trouble(random), left: 1 + Math.floor(random() * 3) }))
}

type Trouble = Pick<FaultWish, 'kind'> & Partial<FaultWish>

/** `after` and `reset-after`: it was done all the same. */
function trouble(random: Random): Trouble {
  return pick<Trouble>(random, [
    { kind: 'answer', status: 429, retryAfterSeconds: 1 + Math.floor(random() * 20) },
    { kind: 'answer', status: 429 },
    { kind: 'answer', status: 500 },
    { kind: 'after', status: 504, ms: Math.floor(random() * 500) },
    { kind: 'reset' },
    { kind: 'reset-after' },
    { kind: 'delay', ms: 100 + Math.floor(random() * 1500) },
  ])
}

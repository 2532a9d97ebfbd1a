import { PLOTS } from './plots.ts'
import type { Scene } from './scenes.ts'
import { QUIRKS, SINGLES } from './scenes.ts'
import type { Place } from './shapes.ts'
import { alert, stamp } from './shapes.ts'

/** A number in [0, 1), like `Math.random`. */
export type Random = () => number

/** An alert that the story may still change. */
export interface OpenAlert {
  readonly id: string
  readonly severity: string
  readonly taken: boolean
}

/** Where the story stands. */
export interface StoryState {
  readonly places: readonly Place[]
  readonly incident: number
  /** Incidents that have steps left: which plot, how far, on which machines. */
  readonly growing: readonly {
    readonly plot: number
    readonly step: number
    readonly incident: number
    readonly places: readonly Place[]
  }[]
  readonly open: readonly OpenAlert[]
}

/** What happens, as data; times are in it already. */
export type Deed =
  | { readonly do: 'add'; readonly alert: Readonly<Record<string, unknown>> }
  | { readonly do: 'patch'; readonly id: string; readonly change: Readonly<Record<string, unknown>> }

/** One thing that happens, how long it is quiet afterwards (at speed 1), and where the story stands then. */
export interface Beat {
  readonly deed: Deed
  readonly quietMs: number
  readonly state: StoryState
}

const SEVERITIES = ['Informational', 'Low', 'Medium', 'High']
const ANALYSTS = ['lead@fabrikam.example', 'responder@fabrikam.example', 'Automation', 'night shift']
const MOST_GROWING = 3
const MOST_OPEN = 40

/** The same random numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What happens next at `now`. Pure: all chance comes from `random`. There must be at least one machine. */
export function nextBeat(random: Random, state: StoryState, now: number): Beat {
  const { deed, ...next } = choose(random, state, now)
  return { deed, quietMs: Math.round(8_000 + random() * 12_000), state: { ...state, ...next } }
}

type Change = { readonly deed: Deed } & Partial<StoryState>

function choose(random: Random, state: StoryState, now: number): Change {
  const chance = random()
  if (chance < 0.35 && state.growing.length > 0) return grow(random, state, now)
  if (chance < 0.45 && state.growing.length < MOST_GROWING) return begin(random, state, now)
  if (chance < 0.5) return surprise(random, state, now)
  if (chance < 0.8 && state.open.length > 0) return progress(random, state, now)
  const incident = state.incident + 1
  return { ...tell(random, state, now, pick(random, SINGLES), pick(random, state.places), incident), incident }
}

/** A new incident begins on one of up to three machines. */
function begin(random: Random, state: StoryState, now: number): Change {
  const plot = Math.floor(random() * PLOTS.length)
  const start = Math.floor(random() * state.places.length)
  const places = [0, 1, 2]
    .map((step) => state.places[(start + step) % state.places.length])
    .filter((place) => place !== undefined)
  const incident = state.incident + 1
  return {
    ...grow(random, { ...state, growing: [...state.growing, { plot, step: 0, incident, places }] }, now, incident),
    incident,
  }
}

function grow(random: Random, state: StoryState, now: number, only?: number): Change {
  const one = pick(random, only === undefined ? state.growing : state.growing.filter(({ incident }) => incident === only))
  const scenes = PLOTS[one.plot] ?? []
  const others = state.growing.filter((other) => other !== one)
  const step = one.step + 1
  const scene = scenes[one.step] ?? pick(random, SINGLES)
  const place = one.places[scene.machine % one.places.length] ?? pick(random, one.places)
  const growing = step < scenes.length ? [...others, { ...one, step }] : others
  return { ...tell(random, state, now, scene, place, one.incident), growing }
}

function surprise(random: Random, state: StoryState, now: number): Change {
  const { scene, as } = pick(random, QUIRKS)
  const incident = state.incident + 1
  return { ...tell(random, state, now, scene, pick(random, state.places), incident, as), incident }
}

/** Somebody takes an alert, Defender thinks worse of it, or it is resolved. */
function progress(random: Random, state: StoryState, now: number): Change {
  const one = pick(random, state.open)
  const others = state.open.filter((other) => other !== one)
  const lastUpdateTime = stamp(now, Math.floor(random() * 5) + 3)
  const worse = SEVERITIES[SEVERITIES.indexOf(one.severity) + 1]
  const patch = (change: Readonly<Record<string, unknown>>): { deed: Deed } => ({
    deed: { do: 'patch', id: one.id, change: { ...change, lastUpdateTime } },
  })

  if (worse && random() < 0.2) return { ...patch({ severity: worse }), open: [...others, { ...one, severity: worse }] }
  if (!one.taken)
    return { ...patch({ status: 'InProgress', assignedTo: pick(random, ANALYSTS) }), open: [...others, { ...one, taken: true }] }
  const verdict =
    random() < 0.6
      ? { classification: 'TruePositive', determination: 'Malware' }
      : { classification: 'FalsePositive', determination: 'NotMalicious' }
  return { ...patch({ status: 'Resolved', resolvedTime: stamp(now, 7), ...verdict }), open: others }
}

function tell(random: Random, state: StoryState, now: number, scene: Scene, place: Place, incident: number, as = {}): Change {
  const ticks = BigInt(now) * 10_000n + 621_355_968_000_000_000n
  const told = alert({
    ...scene,
    id: `da${ticks}_${Math.floor((random() - 0.5) * 4_294_967_296)}`,
    incident,
    place,
    eventAt: now - Math.floor(random() * 240_000),
    createdAt: now,
    as,
  })
  const open = [...state.open, { id: String(told['id']), severity: scene.severity, taken: false }].slice(-MOST_OPEN)
  return { deed: { do: 'add', alert: told }, open }
}

function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

import { setTimeout as quiet } from 'node:timers/promises'
import type { TenantClock } from '../platform.ts'
import type { Random, StoryState } from './next-beat.ts'
import { nextBeat } from './next-beat.ts'
import type { Place } from './shapes.ts'

/** What the story changes: the local tenant's Defender. */
interface Stage {
  addAlerts(alerts: unknown): void
  patchAlert(id: string, change: unknown): void
  alerts(): readonly Fields[]
  machines(): readonly Fields[]
}
type Fields = Readonly<Record<string, unknown>>

const FIRST_MS = 12_000

/** Lets the story go on until `signal` aborts, `speed` times as fast as in real life. */
export async function runTrickle(
  stage: Stage,
  clock: TenantClock,
  random: Random,
  speed: number,
  signal: AbortSignal,
): Promise<void> {
  let state = openingState(stage)
  let quietMs = FIRST_MS
  while (state.places.length > 0) {
    await quiet(quietMs / speed, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    const beat = nextBeat(random, state, clock.now())
    if (beat.deed.do === 'add') stage.addAlerts([beat.deed.alert])
    else stage.patchAlert(beat.deed.id, beat.deed.change)
    ;({ state, quietMs } = beat)
  }
}

/** The story goes on on the Windows machines that report and with the alerts that are New. */
function openingState(stage: Stage): StoryState {
  const alerts = stage.alerts()
  const places = stage
    .machines()
    .filter((machine) => machine['onboardingStatus'] === 'Onboarded' && machine['healthStatus'] === 'Active')
  return {
    places: places.map(placeOf),
    incident: Math.max(4_200, ...alerts.map((alert) => Number(alert['incidentId']) || 0)),
    growing: [],
    open: alerts
      .filter((alert) => alert['status'] === 'New')
      .map((alert) => ({ id: String(alert['id']), severity: String(alert['severity']), taken: false })),
  }
}

function placeOf(machine: Fields): Place {
  const group = machine['rbacGroupName']
  return { id: String(machine['id']), name: String(machine['computerDnsName']), group: typeof group === 'string' ? group : null }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from '../../bot/domain/instant.ts'
import { instantOf } from '../../bot/domain/instant.ts'
import { addRule } from '../../bot/flows/set-rules.ts'
import type { Store } from '../../bot/records.ts'
import { until } from '../../bot/test/system/until.ts'
import { seededRandom } from '../../infra/local/story/next-beat.ts'
import { TEAM } from '../../infra/local/world.ts'
import type { Alert } from './alerts.ts'
import { MACHINES, wireAlert } from './alerts.ts'
import { gatherFacts } from './facts.ts'
import type { People } from './people.ts'
import { createPeople } from './people.ts'
import type { Deed } from './plan.ts'
import { PEOPLE, planBeats } from './plan.ts'
import { ruleOf, WANTED } from './rules.ts'
import type { Verdict } from './verdict.ts'
import { judge } from './verdict.ts'
import type { World } from './world.ts'

/** What is done to the bot. */
export interface Torture {
  readonly seed: number
  readonly kills: number
}

/** Longer than anything on record waits: what Defender is asked for in vain is given up after 15 minutes. */
const LONG_MS = 16 * 60_000
/** Who sees nothing happen presses again. */
const PRESS_AGAIN_MS = 1000
const QUIET_WITHIN_MS = 240_000

/** Tortures the bots of a new world and tells what came of it. */
export async function torture(world: World, { seed, kills }: Torture): Promise<Verdict> {
  const { tenant, store, crew, tell } = world
  const alerts = new Map<string, readonly Alert[]>()
  const people = createPeople(tenant.teams)
  await begin(world, alerts)

  const random = seededRandom(seed + 1)
  const struck = new Map<string, number>()
  for (const [n, beat] of planBeats(seed, kills).entries()) {
    await crew.somebodyThere()
    for (const fault of beat.faults) tenant.faults.add(fault)
    const strike = world.kills.strike(beat.kill, random())
    for (const deed of beat.deeds) perform(world, alerts, people, deed)
    const again = setInterval(() => {
      for (const deed of beat.deeds) if (deed.do === 'press') perform(world, alerts, people, deed)
    }, PRESS_AGAIN_MS)
    const at = await strike
    clearInterval(again)
    struck.set(at, (struck.get(at) ?? 0) + 1)
    crew.bringBack(beat.outageMs)
    if ((n + 1) % 10 > 0) continue
    tell(
      `${n + 1} kills (${wordsOf(struck)}), ${alerts.size} alerts, ${people.presses} confirmations, ${world.kills.acts.length} requests to act`,
    )
  }
  tenant.faults.clear()
  await people.done()
  await comeToRest(world)
  return judge(await gatherFacts(tenant, store, alerts, world.kills.acts))
}

/** Rules, a first card, and everybody signed in. */
async function begin({ tenant, store }: World, alerts: Map<string, readonly Alert[]>): Promise<void> {
  const now = instantOf(tenant.clock.now())
  for (const [n, wanted] of WANTED.entries()) await addRule(store, ruleOf(wanted, n, now), null)
  const first: Alert = { id: 't99999', readable: true, severity: 'High', status: 'New', incident: 99_999, machine: MACHINES[0] }
  alerts.set(first.id, [first])
  tenant.defender.addAlerts([wireAlert(first, tenant.clock.now())])
  const conversation = TEAM.channels[1].id
  const card = await until(
    'the first card',
    async () => tenant.teams.messages(conversation).find(({ cards }) => cards.length > 0),
    60_000,
  )
  for (const account of PEOPLE) await tenant.teams.signIn.toTheEnd({ account, conversation, message: card.id, verb: 'isolate' })
}

function perform(
  { tenant: { defender, clock } }: World,
  alerts: Map<string, readonly Alert[]>,
  people: People,
  deed: Deed,
): void {
  switch (deed.do) {
    case 'arrive':
      for (const alert of deed.alerts) alerts.set(alert.id, [alert])
      defender.addAlerts(deed.alerts.map((alert) => wireAlert(alert, clock.now())))
      break
    case 'change': {
      const versions = alerts.get(deed.alert) ?? []
      alerts.set(deed.alert, [...versions, ...versions.slice(-1).map((now) => ({ ...now, ...deed.to }))])
      defender.patchAlert(deed.alert, deed.to)
      break
    }
    case 'press':
      people.press(deed.which, deed.by)
      break
    case 'press-old':
      people.pressOld(deed.which, deed.by)
      break
  }
}

/** Everybody is killed once more; a long time later they come back, and go on until nothing is left to do. */
async function comeToRest({ tenant, store, crew, instances }: World): Promise<void> {
  for (let instance = 0; instance < instances; instance += 1) await crew.kill(instance)
  const deadline = AbortSignal.timeout(QUIET_WITHIN_MS)
  do {
    crew.bringBack(LONG_MS)
    const since = instantOf(tenant.clock.now())
    await crew.somebodyThere()
    while (!(await isQuiet(store, since)) && !deadline.aborted) await sleep(100)
    await crew.stop()
  } while (!(await isQuiet(store, null)) && !deadline.aborted)
}

/** Whether everything was read since then, and nothing is left to send or to learn. */
async function isQuiet(store: Store, since: Instant | null): Promise<boolean> {
  const [alerts, actions, catchUp] = await Promise.all([
    store.cursor('alerts-read'),
    store.cursor('actions-read'),
    store.cursor('catch-up'),
  ])
  const read = since === null || ((alerts ?? '') > since && (actions ?? '') > since)
  if (!read || catchUp !== null) return false
  const { due, sending } = await store.counts()
  const open = [...(await store.openIntents()), ...(await store.openActions())]
  return due + sending + open.length === 0
}

const wordsOf = (struck: ReadonlyMap<string, number>): string => [...struck].map(([at, times]) => `${times} ${at}`).join(', ')

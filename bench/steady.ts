import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '../bot/test/postgres.ts'
import { until } from '../bot/test/system/until.ts'
import { alertOn, HIGH, machineOf } from '../bot/test/system/whole.ts'
import type { Figure } from './figure.ts'
import { quantile } from './figure.ts'
import { healthOf, memoryMb, processorMs } from './process.ts'
import type { Service } from './service.ts'
import { startService } from './service.ts'

const DIGITS = [...'123456789abcdef']
const machines = DIGITS.map((digit) => machineOf(digit, 'Workstations'))
const SECOND = 1000
/** What begins the service, such as the first look at machine actions, is over by then. */
const WARM_UP_MS = 15 * SECOND
const SPAN_MS = 120 * SECOND

const callsOf = async ({ botPort }: Service): Promise<number> => (await healthOf(botPort)).defenderCalls.lastHour
const anHour = (calls: number): number => (calls * 3_600 * SECOND) / SPAN_MS

/** An alert a second for two minutes, each with a card of its own, on both stores: from visible in Defender to standing in Teams. */
export async function steady(): Promise<Figure[]> {
  await using postgres = await startPostgres()
  return [...(await steadyOn('SQLite', null)), ...(await steadyOn('PostgreSQL', await postgres.newDatabase()))]
}

async function steadyOn(engine: string, databaseUrl: string | null): Promise<Figure[]> {
  await using service = await startService({ alerts: [], machines, databaseUrl })
  await service.watchHigh()
  await sleep(WARM_UP_MS)
  const { tenant } = service
  const shownAt = new Map<string, number>()
  const [before, began] = [await callsOf(service), performance.now()]
  for (let n = 0; n < SPAN_MS / SECOND; n += 1) {
    await sleep(Math.max(0, began + n * SECOND - performance.now()))
    const at = Date.now()
    tenant.defender.addAlerts([steadyAlert(n, at)])
    shownAt.set(`Steady alert ${n}.`, at)
  }
  const calls = (await callsOf(service)) - before

  const times = await until(
    'every card',
    async () => {
      const messages = tenant.teams.messages(HIGH).map(({ cards, createdAt }) => ({ text: JSON.stringify(cards), createdAt }))
      const waited = [...shownAt].flatMap(([title, at]) => {
        const card = messages.find(({ text }) => text.includes(title))
        return card ? [(Date.parse(card.createdAt) - at) / SECOND] : []
      })
      return waited.length === shownAt.size && waited
    },
    60_000,
  )
  const what = `an alert a second on ${engine}`
  return [
    { what: `${what}: visible to card, p50`, measured: quantile(times, 0.5), unit: 's', target: 5 },
    { what: `${what}: visible to card, p99`, measured: quantile(times, 0.99), unit: 's', target: 12 },
    { what: `${what}: calls to Defender an hour`, measured: anHour(calls), unit: '', target: 1500 },
  ]
}

const steadyAlert = (n: number, at: number) =>
  alertOn(DIGITS[n % DIGITS.length] ?? '1', 'Workstations', {
    id: `da-steady-${n}`,
    title: `Steady alert ${n}.`,
    incidentId: 1000 + n,
    lastUpdateTime: new Date(at).toISOString(),
  })

/** The service with nothing to do, reading every 10 s, on both stores. */
export async function idle(): Promise<Figure[]> {
  await using postgres = await startPostgres()
  return [...(await idleOn('SQLite', null)), ...(await idleOn('PostgreSQL', await postgres.newDatabase()))]
}

async function idleOn(engine: string, databaseUrl: string | null): Promise<Figure[]> {
  await using service = await startService({
    alerts: DIGITS.map((digit) => alertOn(digit, 'Workstations')),
    machines,
    databaseUrl,
  })
  await service.watchHigh()
  await sleep(WARM_UP_MS + 60 * SECOND) // an alert makes reading fast for a minute
  const [worked, before] = [processorMs(service.pid), await callsOf(service)]
  await sleep(SPAN_MS)
  const processor = ((processorMs(service.pid) - worked) / SPAN_MS) * 100
  const { resident } = memoryMb(service.pid)
  return [
    { what: `idle on ${engine}: resident`, measured: resident, unit: 'MB', target: 240 },
    { what: `idle on ${engine}: processor`, measured: processor, unit: '%', target: 2 },
    {
      what: `idle on ${engine}: calls to Defender an hour`,
      measured: anHour((await callsOf(service)) - before),
      unit: '',
      target: 480,
    },
  ]
}

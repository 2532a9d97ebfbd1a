import type { AlertId } from '../bot/domain/ids.ts'
import { startPostgres } from '../bot/test/postgres.ts'
import { until } from '../bot/test/system/until.ts'
import { alertOn, machineOf } from '../bot/test/system/whole.ts'
import type { Figure } from './figure.ts'
import { healthOf, memoryMb, processorMs } from './process.ts'
import { startService } from './service.ts'

const ALERTS = 50_000
const MACHINES = 2_000
const DAYS_MS = 30 * 86_400_000
const WITHIN_MS = 15 * 60_000

/** 50,000 alerts of a month, read because a rule looks back: on the embedded store and on PostgreSQL. */
export async function catchUp(): Promise<Figure[]> {
  await using postgres = await startPostgres()
  return [...(await readAll('SQLite', null)), ...(await readAll('PostgreSQL', await postgres.newDatabase()))]
}

async function readAll(engine: string, databaseUrl: string | null): Promise<Figure[]> {
  const alerts = manyAlerts()
  await using service = await startService({ alerts, machines: manyMachines(), databaseUrl })
  const { pid, botPort } = service
  const [worked, before, began] = [processorMs(pid), (await healthOf(botPort)).defenderCalls.lastHour, performance.now()]

  await service.watchHigh()
  await until('the catch-up to begin', async () => (await healthOf(botPort)).catchUp !== '2000-01-01T00:00:00.0000000Z', 60_000)
  await until('its end', async () => (await healthOf(botPort)).catchUp === null, WITHIN_MS)

  const seconds = (performance.now() - began) / 1000
  const calls = (await healthOf(botPort)).defenderCalls.lastHour - before
  const processor = (processorMs(pid) - worked) / ALERTS
  await using store = await service.openStore()
  const known = await store.alertVersions(alerts.map(({ id }) => id as AlertId))
  const what = `${ALERTS} alerts on ${engine}`
  return [
    { what: `${what}: not on record`, measured: ALERTS - known.size, unit: '', target: 0 },
    { what: `${what}: time`, measured: seconds, unit: 's', target: 300 },
    { what: `${what}: calls to Defender`, measured: calls, unit: '', target: 200 },
    { what: `${what}: processor time an alert`, measured: processor, unit: 'ms', target: 3 },
    { what: `${what}: most resident`, measured: memoryMb(pid).peak, unit: 'MB', target: 500 },
  ]
}

const idOf = (n: number): string => n.toString(16).padStart(40, '0')

const manyMachines = () =>
  Array.from({ length: MACHINES }, (_, n) => machineOf('0', 'Workstations', { id: idOf(n), computerDnsName: `host-${n}` }))

/** A tenth of them high, five to an incident, ids in no order of time, about as large as real ones. */
const manyAlerts = () =>
  Array.from({ length: ALERTS }, (_, n) => {
    const incident = Math.floor(n / 5)
    return alertOn('0', 'Workstations', {
      id: `da${(n * 7919) % ALERTS}_${n}`,
      title: `Alert ${n}`,
      description: 'What happened, in the words of the detection. '.repeat(12),
      severity: incident % 10 === 0 ? 'High' : 'Low',
      incidentId: incident,
      machineId: idOf(incident % MACHINES),
      computerDnsName: `host-${incident % MACHINES}`,
      lastUpdateTime: new Date(Date.now() - DAYS_MS + (n * DAYS_MS) / ALERTS).toISOString(),
      evidence: ['File', 'Process', 'User'].map((entityType) => ({
        entityType,
        fileName: 'powershell.exe',
        filePath: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0',
        sha1: idOf(n),
        processCommandLine: 'powershell.exe -NoProfile -EncodedCommand '.padEnd(400, 'A'),
        accountName: `user-${n % 300}`,
      })),
    })
  })

import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Tables } from '../bot/adapters/store/schema.ts'
import type { ConversationId, RuleId } from '../bot/domain/ids.ts'
import { addRule } from '../bot/flows/set-rules.ts'
import { startPostgres } from '../bot/test/postgres.ts'
import { sampleRule } from '../bot/test/samples.ts'
import { until } from '../bot/test/system/until.ts'
import type { Figure } from './figure.ts'
import { quantile } from './figure.ts'
import { earliestMs, leastTimeMs } from './least-time.ts'
import { memoryMb, processorMs } from './process.ts'
import type { Service } from './service.ts'
import { startService } from './service.ts'
import { alertOf, machineOf, machinesIn } from './storm-alerts.ts'

const CHANNELS = 50
/** Rank of High among Defender's severities. */
const HIGH = 4
/** Nothing more is due for so long: the storm is over. */
const QUIET_MS = 5000

interface StormRun {
  readonly seconds: number
  readonly leastSeconds: number
  readonly sends: number
  readonly processorMs: number
  readonly peakMb: number
  readonly highWaitsMs: readonly number[]
}

/** A storm: 10,000 alerts at once on 400 machines of 60 incidents, seen by 50 channels, on both stores; and what an alert costs when there are more. */
export async function storm(): Promise<Figure[]> {
  await using postgres = await startPostgres()
  const onSqlite = await runStorm(10_000, null)
  const onPostgres = await runStorm(10_000, await postgres.newDatabase())
  const few = await runStorm(1_000, null)
  const many = await runStorm(100_000, null)
  return [
    ...figuresOf('storm on SQLite', onSqlite),
    ...figuresOf('storm on PostgreSQL', onPostgres),
    ...growthOf([few, 1_000], [onSqlite, 10_000], [many, 100_000]),
  ]
}

function figuresOf(what: string, run: StormRun): Figure[] {
  return [
    { what: `${what}: last card, against Teams's least time`, measured: run.seconds / run.leastSeconds, unit: '×', target: 1.1 },
    {
      what: `${what}: a High waits longer than it must, p99`,
      measured: quantile(run.highWaitsMs, 0.99) / 1000,
      unit: 's',
      target: 2,
    },
    { what: `${what}: sends an alert`, measured: run.sends / 10_000, unit: '', target: 0.1 },
    { what: `${what}: processor time an alert`, measured: run.processorMs / 10_000, unit: 'ms', target: 5 },
    { what: `${what}: most resident`, measured: run.peakMb, unit: 'MB', target: 300 },
  ]
}

/** How cost grows with the number of alerts; of the first and the last the ratio too. */
function growthOf(...runs: readonly (readonly [StormRun, number])[]): Figure[] {
  const each = runs.map(([run, count]) => run.processorMs / count)
  return [
    ...runs.flatMap(([run, count], n) => [
      { what: `storm of ${count}: last card after`, measured: run.seconds, unit: 's', target: null },
      { what: `storm of ${count}: processor time an alert`, measured: each[n] ?? 0, unit: 'ms', target: null },
    ]),
    {
      what: 'processor time an alert, of 100,000 against of 1,000',
      measured: (each.at(-1) ?? 0) / (each[0] ?? 1),
      unit: '×',
      target: 1.2,
    },
  ]
}

/** Runs one; `databaseUrl` null is SQLite. */
async function runStorm(count: number, databaseUrl: string | null): Promise<StormRun> {
  const groups = Array.from({ length: CHANNELS - 1 }, (_, n) => `Group ${n + 1}`)
  const machines = machinesIn(groups)
  await using service = await startService({ alerts: [], machines: machines.map(machineOf), databaseUrl })
  const channels = await watchAll(service, groups)
  const db = service.openDatabase()
  const before = processorMs(service.pid)
  const visible = Date.now()
  service.tenant.defender.addAlerts(Array.from({ length: count }, (_, n) => alertOf(n, machines, visible)))
  const began = await firstReading(service)
  for (let quietSince = began; Date.now() - quietSince < QUIET_MS; ) {
    await sleep(500)
    if (!(await isQuiet(db, count))) quietSince = Date.now()
  }
  const messages = channels.map((id) => service.tenant.teams.messages(id).filter(({ cards }) => cards.length > 0))
  const last = Math.max(...messages.flat().map(({ createdAt }) => Date.parse(createdAt)))
  const run = {
    seconds: (last - began) / 1000,
    leastSeconds: Math.max(...messages.map(({ length }) => leastTimeMs(length))) / 1000,
    sends: messages.flat().reduce((sum, { updates }) => sum + 1 + updates, 0),
    processorMs: processorMs(service.pid) - before,
    peakMb: memoryMb(service.pid).peak,
    highWaitsMs: await highWaits(db),
  }
  await db.destroy()
  return run
}

/** When the service first read the storm: how soon that is, is the matter of `steady`. */
async function firstReading({ tenant }: Service): Promise<number> {
  const before = tenant.received.list(0, 'defender').at(-1)?.seq ?? 0
  const reading = await until('a reading', async () =>
    tenant.received.list(before, 'defender').find(({ path }) => path === '/api/alerts'),
  )
  return Date.parse(reading.at)
}

/** One channel watches everything, and one each machine group. Answers the channels. */
async function watchAll(service: Service, groups: readonly string[]): Promise<string[]> {
  const { teams } = service.tenant
  const all = teams.conversations().find(({ kind }) => kind === 'channel')
  if (!all) throw new Error('the tenant has no channel')
  const channels = [{ id: all.id, machineGroups: [] as string[] }]
  for (const group of groups) channels.push({ id: (await teams.createChannel(group)).id, machineGroups: [group] })
  await using store = await service.openStore()
  for (const { id, machineGroups } of channels) {
    const rule = {
      id: id.slice(0, 12) as RuleId,
      conversationId: id as ConversationId,
      machineGroups,
      leastSeverity: 'Low',
    } as const
    await addRule(store, sampleRule({ ...rule, since: null }), null)
  }
  return channels.map(({ id }) => id)
}

/** Every alert is on record, nothing is due, and no machine is merely counted. */
async function isQuiet(db: Kysely<Tables>, count: number): Promise<boolean> {
  const one = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('alert')
        .select(({ fn }) => fn.countAll().as('n'))
        .as('alerts'),
      eb
        .selectFrom('outbox')
        .select(({ fn }) => fn.countAll().as('n'))
        .where('state', 'in', ['due', 'sending'])
        .as('due'),
      eb
        .selectFrom('rolled_up')
        .select(({ fn }) => fn.countAll().as('n'))
        .as('counted'),
    ])
    .executeTakeFirstOrThrow()
  return Number(one.alerts) === count && Number(one.due) === 0 && Number(one.counted) === 0
}

/** Per channel: what each first card of a High waited longer than if only Highs had been sent, from when it was queued. */
async function highWaits(db: Kysely<Tables>): Promise<number[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('soc_case', 'soc_case.id', 'outbox.case_id')
    .select(['outbox.conversation_id', 'outbox.created_at', 'soc_case.posted_at'])
    .where('outbox.what', '=', 'card')
    .where('soc_case.severity_rank', '=', HIGH)
    .orderBy('outbox.created_at')
    .execute()
  return [...Map.groupBy(rows, ({ conversation_id }) => conversation_id).values()].flatMap((cards) => {
    const queued = cards.map(({ created_at }) => Date.parse(created_at))
    const posted = cards.map(({ posted_at }) => Date.parse(posted_at ?? '')).toSorted((a, b) => a - b)
    return earliestMs(queued).map((earliest, at) => Math.max(0, (posted[at] ?? Number.NaN) - earliest))
  })
}

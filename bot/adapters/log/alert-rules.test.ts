import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BotError } from '../../domain/error.ts'
import { deliverDue } from '../../flows/deliver.ts'
import { beginPulse } from '../../flows/pulse.ts'
import { CASE, deliveryBench, NOW } from '../../test/delivery-bench.ts'

type Line = Readonly<Record<string, string>>
type Call = readonly [event: 'delivered' | 'deliveryFailed' | 'heartbeatLate' | 'started', ...args: unknown[]]

const BICEP = readFileSync(join(import.meta.dirname, '../../../infra/azure/alerts.bicep'), 'utf8')

/** Whether a line of the log is one that the query of this alert rule finds. Only what the queries use is understood. */
function finds(rule: string, line: Line): boolean {
  const [, query = assert.fail(`no query of ${rule}`)] =
    new RegExp(`resource ${rule} [^]*?query: '\\$\\{ownLog\\} \\| where (.+)'`).exec(BICEP) ?? []
  return query.split(' and ').every((clause) => {
    const [, field = assert.fail(`${clause} is not understood`), how, words = ''] =
      /^tostring\(line\.(\w+)\) (in|startswith) (.+)$/.exec(clause) ?? []
    const wanted = [...words.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word)
    const value = line[field] ?? ''
    return how === 'in' ? wanted.includes(value) : wanted.some((word) => value.startsWith(word))
  })
}

/** What the service logs when told of these events. */
function logged(calls: readonly Call[]): Line[] {
  const at = (name: string) => JSON.stringify(join(import.meta.dirname, name))
  const script = `import { createEvents } from ${at('events.ts')}
    import { createTrail } from ${at('trail.ts')}
    const events = createEvents('info', () => undefined, createTrail())
    for (const [name, ...args] of ${JSON.stringify(calls)}) events[name](...args)`
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  return told
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('the alert rules of Azure, on what the service logs', () => {
  /** One pulse after another, and a case's card; each met as `failures` says. */
  const delivering = async (failures: readonly (BotError | null)[]): Promise<Line[]> => {
    await using bench = await deliveryBench()
    const calls: Call[] = []
    const events = {
      delivered: (...args: readonly unknown[]) => void calls.push(['delivered', ...args]),
      failed: (...args: readonly unknown[]) => void calls.push(['deliveryFailed', ...args]),
    }
    await bench.store.setCursor('operator', CASE.conversationId)
    for (const [minute, failure] of failures.entries()) {
      bench.now = new Date(Date.parse(NOW) + minute * 10 * 60_000).toISOString() as typeof NOW
      await beginPulse(bench.store, bench.now)
      bench.teams.refuses = () => failure
      await deliverDue({ ...bench.ports(), events }, AbortSignal.timeout(5000))
    }
    return logged(calls)
  }

  it('take a pulse that arrived for a sign of life, as a post and as an update', async () => {
    const lines = await delivering([null, null])
    assert.deepEqual(
      lines.map(({ event }) => event),
      ['delivery.posted', 'delivery.updated'],
    )
    for (const line of lines) assert.ok(finds('silence', line))
  })

  it('take no try that failed for one, whatever becomes of it, and no other message that arrived', async () => {
    const lines = await delivering([new BotError('unreachable', 'Teams is away'), new BotError('rejected', 'no')])
    assert.ok(lines.some(({ event }) => event === 'delivery.failed') && lines.some(({ event }) => event !== 'delivery.failed'))
    const [arrived] = await delivering([null])
    for (const line of [...lines, { ...arrived, key: `card:${CASE.id}` }])
      assert.ok(!finds('silence', line), JSON.stringify(line))
  })

  it('find what is logged as an error, and not what goes well', () => {
    const [late, started] = logged([
      ['heartbeatLate', null],
      ['started', { port: 1, store: 'sqlite', instance: 'a', ms: 1 }],
    ])
    assert.equal(finds('errors', late!), true)
    assert.equal(finds('errors', started!), false)
  })
})

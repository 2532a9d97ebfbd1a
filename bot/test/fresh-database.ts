import type { Postgres } from './postgres.ts'
import { startPostgres } from './postgres.ts'

let starting: Promise<Postgres> | null = null

/** A new, empty PostgreSQL database, as a connection string. The first call starts the server, which ends with mocha's run. */
export async function freshDatabase(): Promise<string> {
  starting ??= startPostgres()
  return (await starting).newDatabase()
}

after(async () => {
  await (await starting)?.[Symbol.asyncDispose]()
})

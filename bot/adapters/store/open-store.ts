import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { BotError } from '../../domain/error.ts'
import type { Records, Store } from '../../records.ts'
import { first } from './migrations/0001-first.ts'
import { sessions } from './migrations/0002-sessions.ts'
import { intents } from './migrations/0003-intents.ts'
import { appendOnly } from './migrations/0004-append-only.ts'
import { alertSearch } from './migrations/0005-alert-search.ts'
import { severalInstances } from './migrations/0006-several-instances.ts'
import { rollUp } from './migrations/0007-roll-up.ts'
import { auditChain } from './migrations/0008-audit-chain.ts'
import { approvals } from './migrations/0009-approvals.ts'
import { reviews } from './migrations/0010-reviews.ts'
import { triages } from './migrations/0011-triages.ts'
import { otherActions } from './migrations/0012-other-actions.ts'
import { batches } from './migrations/0013-batches.ts'
import { confirmedRules } from './migrations/0014-confirmed-rules.ts'
import { PgDialect } from './postgres-dialect.ts'
import { recordsOver } from './records.ts'
import type { Engine, Tables } from './schema.ts'
import { FILE, NodeSqliteDialect } from './sqlite-dialect.ts'
import { atomically } from './statements.ts'

/** Where the store is: a PostgreSQL database, else a file in `dataDir`, which is made when it is missing. */
export interface StoreOptions {
  /** TLS is used, with a certificate that is trusted, unless the URL says otherwise (`sslmode`) or names this machine. */
  readonly databaseUrl: string | null
  readonly dataDir: string
  /** Asked for every new connection to a database whose URL has no password; that is sent without TLS only with `sslmode=disable`. */
  readonly password?: (() => Promise<string>) | undefined
}

/** Opens the store and brings its tables up to date; several may do so at once. */
export async function openStore({ databaseUrl, dataDir, password }: StoreOptions): Promise<Store> {
  const engine: Engine = databaseUrl === null ? 'sqlite' : 'postgresql'
  const dialect = databaseUrl === null ? new NodeSqliteDialect(dataDir) : new PgDialect(databaseUrl, password)
  const db = new Kysely<Tables>({ dialect })
  try {
    const { error } = await migratorOf(db, engine).migrateToLatest()
    if (error) throw error
  } catch (error) {
    await db.destroy()
    throw error
  }
  return {
    ...recordsOver(db, engine),
    transaction: (work) => atomically(db, (transaction) => work(recordsOver(transaction, engine))),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}

/** A store as it is, for looking at. */
export interface StoreToRead extends AsyncDisposable {
  /** Only for reading: an embedded store refuses every change. */
  readonly records: Records
  /** Changes of the tables that are still to be made; until then records may not be readable. */
  readonly pending: readonly string[]
}

/** Opens the store without changing anything, beside a running service too. @throws BotError `not-found` when there is none yet */
export async function readStore({ databaseUrl, dataDir, password }: StoreOptions): Promise<StoreToRead> {
  if (databaseUrl === null && !existsSync(join(dataDir, FILE))) throw new BotError('not-found', `no store in ${dataDir}`)
  const engine: Engine = databaseUrl === null ? 'sqlite' : 'postgresql'
  const dialect = databaseUrl === null ? new NodeSqliteDialect(dataDir, true) : new PgDialect(databaseUrl, password)
  const db = new Kysely<Tables>({ dialect })
  try {
    const migrations = await migratorOf(db, engine).getMigrations()
    const pending = migrations.filter(({ executedAt }) => !executedAt).map(({ name }) => name)
    return { records: recordsOver(db, engine), pending, [Symbol.asyncDispose]: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

function migratorOf(db: Kysely<Tables>, engine: Engine): Migrator {
  const provider = {
    getMigrations: async () => ({
      '0001-first': first(engine),
      '0002-sessions': sessions(),
      '0003-intents': intents(engine),
      '0004-append-only': appendOnly(engine),
      '0005-alert-search': alertSearch(),
      '0006-several-instances': severalInstances(engine),
      '0007-roll-up': rollUp(),
      '0008-audit-chain': auditChain(engine),
      '0009-approvals': approvals(),
      '0010-reviews': reviews(),
      '0011-triages': triages(),
      '0012-other-actions': otherActions(),
      '0013-batches': batches(),
      '0014-confirmed-rules': confirmedRules(),
    }),
  }
  return new Migrator({ db, provider })
}

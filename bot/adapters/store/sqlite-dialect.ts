import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SQLInputValue } from 'node:sqlite'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import type { DatabaseConnection, SqliteDatabase, SqliteDialectConfig } from 'kysely'
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, SqliteQueryCompiler } from 'kysely'
import { storable } from './storable.ts'

/** How long a statement waits for another process that is writing to the same file. */
const BUSY_TIMEOUT_MS = 5000

/** The name of the file. */
export const FILE = 'pocketsoc.sqlite'

/** Kysely over Node's own SQLite, one file in `dataDir`. Nothing acknowledged is lost when power is (synchronous=FULL). */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  /** `readOnly`: the file must be there, and nothing of it can be changed. */
  constructor(dataDir: string, readOnly = false) {
    const config = { database: () => openFile(dataDir, readOnly) }
    super(config)
    this.#config = config
  }

  override createDriver() {
    return new ImmediateDriver(this.#config)
  }

  override createAdapter() {
    return new TransactionalDdlAdapter()
  }

  override createQueryCompiler() {
    return new StorableQueryCompiler()
  }
}

async function openFile(dataDir: string, readOnly: boolean): Promise<SqliteDatabase> {
  if (!readOnly) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = new DatabaseSync(join(dataDir, FILE), { readOnly, timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  if (!readOnly) {
    await writeAhead(file)
    file.exec('pragma synchronous = full')
  }
  return {
    close: () => file.close(),
    prepare(sql) {
      const statement = file.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      }
    },
  }
}

/**
 * Turns the write-ahead log on. Of several processes that do so to a new file, all but one are refused at once,
 * whatever their timeout; when asked again, they find it on.
 */
async function writeAhead(file: DatabaseSync): Promise<void> {
  const giveUpAt = Date.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      return file.exec('pragma journal_mode = wal')
    } catch (error) {
      const busy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
      if (!busy || Date.now() > giveUpAt) throw error
      await wait(20)
    }
  }
}
const SQLITE_BUSY = 5

/** Takes the write lock when a transaction begins, so that none fails half way because another process wrote meanwhile. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** SQLite changes its schema in transactions, so two processes that open a new file at once migrate it once. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class StorableQueryCompiler extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    super.appendValue(storable(value))
  }
}

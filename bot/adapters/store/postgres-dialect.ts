import { Socket } from 'node:net'
import type { DatabaseConnection, PostgresDialectConfig, TransactionSettings } from 'kysely'
import { CompiledQuery, PostgresDialect, PostgresDriver, PostgresQueryCompiler } from 'kysely'
import { storable } from './storable.ts'

type Password = (() => Promise<string>) | undefined

/** No statement of ours takes as long. A host that vanished says nothing either, and TCP alone waits a quarter of an hour and more. */
const SILENT_MS = 30_000

/** Kysely over PostgreSQL; `pg` is loaded only when this is used. */
export class PgDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig

  constructor(databaseUrl: string, password?: Password, silentMs = SILENT_MS) {
    const config = { pool: () => openPool(databaseUrl, password, silentMs) }
    super(config)
    this.#config = config
  }

  override createDriver() {
    return new OneByOneDriver(this.#config)
  }

  override createQueryCompiler() {
    return new StorableQueryCompiler()
  }
}

async function openPool(databaseUrl: string, password: Password, silentMs: number) {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    ...(password
      ? asking(databaseUrl, password)
      : { connectionString: databaseUrl, ssl: isHere(new pg.Client(databaseUrl)) ? undefined : true }),
    application_name: 'pocketsoc',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    stream: () => impatientSocket(silentMs),
    idle_in_transaction_session_timeout: 10_000, // an instance that hangs must not hold the others' transactions, nor the lease
    types: { getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  })
  pool.on('connect', (client) => client.on('error', () => undefined)) // lost within a transaction: its next statement fails
  pool.on('error', () => undefined) // an idle connection was lost: the pool has dropped it, the next query opens another
  return pool
}

/**
 * Whether the database is on this machine, where nobody is on the way to it: `host` as `pg` itself reads the URL, a path for a
 * socket. What a URL says of TLS itself goes before.
 */
function isHere({ host }: { readonly host: string }): boolean {
  return /^(localhost|127(\.\d+){3}|::1|\/.*)$/.test(host)
}

/** Ends itself, and so fails the statement under way, when the other side says nothing for so long; the pool closes idle ones sooner. */
function impatientSocket(silentMs: number): Socket {
  const socket = new Socket()
  return socket.setTimeout(silentMs, () => socket.destroy(new Error(`PostgreSQL said nothing for ${silentMs} ms`)))
}

/** The same place without `connectionString`, which would put its own, empty password before ours. */
function asking(databaseUrl: string, password: () => Promise<string>) {
  const { hostname, port, username, pathname, searchParams } = new URL(databaseUrl)
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    password,
    ssl: searchParams.get('sslmode') !== 'disable',
  }
}

/** Any number will do, as long as nothing else in the database uses it. */
const TRANSACTION_LOCK = 703_266_001

/**
 * Transactions run one after another, as they do in SQLite: each may read, decide and write whole records, and no
 * other comes between.
 */
class OneByOneDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await super.beginTransaction(connection, settings)
    try {
      await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${TRANSACTION_LOCK})`))
    } catch (error) {
      await connection.executeQuery(CompiledQuery.raw('rollback'))
      throw error
    }
  }
}

class StorableQueryCompiler extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    super.appendValue(storable(value))
  }
}

import type { RawBuilder, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Database, Tables } from './schema.ts'

/** SQLite takes at most 32,766 parameters in one statement, PostgreSQL 65,535. */
const MOST_PARAMETERS = 30_000

/** Runs a statement for as many ids or rows at a time as it may have parameters, and joins the answers. For none it asks nothing. */
export async function inChunks<T extends string | number | object, R>(
  items: readonly T[],
  statement: (chunk: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const [first] = items
  const size = Math.floor(MOST_PARAMETERS / (typeof first === 'object' ? Object.keys(first).length : 1))
  const answers: R[] = []
  for (let at = 0; at < items.length; at += size) {
    for (const answer of await statement(items.slice(at, at + size))) answers.push(answer)
  }
  return answers
}

/** The last item with each id, because one statement cannot write the same row twice. */
export function lastOfEach<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()]
}

/** For `on conflict (id) do update`: every other column of these rows as the new row has it. */
export function fromExcluded<Row extends { readonly id: string }>([row]: readonly Row[]) {
  const columns = Object.keys(row ?? {}).filter((column) => column !== 'id')
  return Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)])) as Record<
    Exclude<keyof Row, 'id'>,
    RawBuilder<never>
  >
}

/** Runs several statements as one: within the transaction that there is, or in one of its own. */
export function atomically<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute((transaction: Transaction<Tables>) => work(transaction))
}

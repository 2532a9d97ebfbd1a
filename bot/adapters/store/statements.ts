import type { RawBuilder, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Database, Tables } from './schema.ts'

/** SQLite takes at most 32,766 parameters in one statement, PostgreSQL 65,535. */
const MOST_PARAMETERS = 30_000

/** Runs a statement for as many items at a time as its parameters allow, and joins the answers. Without items it asks nothing. */
export async function inChunks<T, R>(
  items: readonly T[],
  parametersEach: number,
  statement: (chunk: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const size = Math.floor(MOST_PARAMETERS / parametersEach)
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

/** For `on conflict do update`: these columns as the new row has them. */
export function fromExcluded<Column extends string>(columns: readonly Column[]): Record<Column, RawBuilder<never>> {
  return Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)])) as Record<Column, RawBuilder<never>>
}

/** Runs several statements as one: within the transaction that there is, or in one of its own. */
export function atomically<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute((transaction: Transaction<Tables>) => work(transaction))
}

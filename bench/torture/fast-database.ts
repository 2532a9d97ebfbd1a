import { Client } from 'pg'

/**
 * Lets a database's `clock_timestamp()`, by which leases end, run `pace` times as fast: a function of that name in its own
 * schema is found before PostgreSQL's.
 */
export async function fastDatabase(url: string, pace: number): Promise<string> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<{ name: string; since: string }>(
    'select current_database() as name, pg_catalog.clock_timestamp()::text as since',
  )
  const [{ name, since } = { name: '', since: '' }] = rows
  await client.query(`create function public.clock_timestamp() returns timestamptz language sql volatile as
    $$ select '${since}'::timestamptz + (pg_catalog.clock_timestamp() - '${since}'::timestamptz) * ${pace} $$`)
  await client.query(`alter database ${name} set search_path = public, pg_catalog`)
  await client.end()
  return url
}

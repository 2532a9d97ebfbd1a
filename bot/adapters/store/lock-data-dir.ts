import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Keeps `dataDir` for this process until disposed, or until the process ends in whatever way: the embedded store serves
 * one instance. Commands that only open the store need not ask. The lock is a transaction that stays open in a database
 * of its own, which the system lets go of with the process; before it, the holder leaves its process id there.
 * @throws Error that says who has it and what to do.
 */
export function lockDataDir(dataDir: string): Disposable {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = resolve(join(dataDir, 'pocketsoc.lock'))
  const file = new DatabaseSync(path)
  try {
    file.exec('begin immediate; create table if not exists holder (pid integer); delete from holder')
    file.exec(`insert into holder values (${process.pid}); commit; begin immediate`)
  } catch (error) {
    const pid = pidIn(file)
    file.close()
    if (!(error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY)) throw error
    throw new Error(
      `${path} is locked by another instance${pid === null ? '' : ` (process ${pid})`}. Stop that one, give this one ` +
        'another DATA_DIR, or set DATABASE_URL: several instances need PostgreSQL.',
    )
  }
  return { [Symbol.dispose]: () => file.close() }
}
const SQLITE_BUSY = 5

/** `null` while it is not known yet. */
function pidIn(file: DatabaseSync): number | null {
  try {
    return Number(file.prepare('select pid from holder').get()?.['pid']) || null
  } catch {
    return null
  }
}

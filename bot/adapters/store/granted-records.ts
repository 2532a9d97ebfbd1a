import type { Granted } from '../../domain/granted.ts'
import type { GrantedRecords } from '../../records/granted.ts'
import type { Database } from './schema.ts'

const NAME = 'granted'

/** What is granted to us at Defender. */
export function grantedRecords(db: Database): GrantedRecords {
  return {
    granted: () => readGranted(db),
    async setGranted(granted) {
      if (granted === null) {
        await db.deleteFrom('cursor').where('name', '=', NAME).execute()
        return
      }
      const value = JSON.stringify(granted)
      await db
        .insertInto('cursor')
        .values({ name: NAME, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute()
    },
  }
}

/** As it stands in the database. */
export async function readGranted(db: Database): Promise<Granted | null> {
  const row = await db.selectFrom('cursor').select('value').where('name', '=', NAME).executeTakeFirst()
  return row ? (JSON.parse(row.value) as Granted) : null
}

import type { PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { SessionRecords } from '../../records/sessions.ts'
import type { Database } from './schema.ts'

/** Whoever signed out has a row without a session, which no time takes away. */
const SIGNED_OUT = { sealed: '', ends_at: '9999-12-31T23:59:59.0000000Z' }

/** Sessions and sign-ins in the database. What has ended is as good as gone, and goes with the next write. */
export function sessionRecords(db: Database): SessionRecords {
  return {
    async session(person, now) {
      const row = await db
        .selectFrom('session')
        .selectAll()
        .where('person_id', '=', person)
        .where('ends_at', '>', now)
        .where('sealed', '!=', SIGNED_OUT.sealed)
        .executeTakeFirst()
      return row ? { personId: person, sealed: row.sealed, version: row.version, endsAt: row.ends_at as Instant } : null
    },
    async beginSession({ personId, sealed, endsAt }) {
      const row = { sealed, ends_at: endsAt }
      await db
        .insertInto('session')
        .values({ ...row, person_id: personId, version: 1 })
        .onConflict((conflict) =>
          conflict.column('person_id').doUpdateSet((eb) => ({ ...row, version: eb('session.version', '+', 1) })),
        )
        .execute()
    },
    async keepSession({ personId, sealed, endsAt }, now) {
      await db
        .insertInto('session')
        .values({ person_id: personId, sealed, ends_at: endsAt, version: 1 })
        .onConflict((conflict) =>
          conflict
            .column('person_id')
            .doUpdateSet((eb) => ({
              sealed,
              ends_at: eb.case().when('session.ends_at', '>', now).then(eb.ref('session.ends_at')).else(endsAt).end(),
              version: eb('session.version', '+', 1),
            }))
            .where('session.sealed', '!=', SIGNED_OUT.sealed),
        )
        .execute()
    },
    async closeSession(person) {
      await db
        .insertInto('session')
        .values({ ...SIGNED_OUT, person_id: person, version: 1 })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet(SIGNED_OUT))
        .execute()
    },
    async saveSession({ personId, sealed, version, endsAt }) {
      const { numUpdatedRows } = await db
        .updateTable('session')
        .set({ sealed, version: version + 1 })
        .where('person_id', '=', personId)
        .where('version', '=', version)
        .where('ends_at', '=', endsAt) // a later session of the same person counts its versions anew
        .executeTakeFirst()
      return Number(numUpdatedRows) === 1
    },
    async endSession(person: PersonId) {
      const { numDeletedRows } = await db.deleteFrom('session').where('person_id', '=', person).executeTakeFirst()
      return numDeletedRows > 0n
    },
    async addSignIn({ id, sealed, endsAt }, now) {
      await db.deleteFrom('sign_in').where('ends_at', '<=', now).execute()
      await db.deleteFrom('session').where('ends_at', '<=', now).execute()
      await db.insertInto('sign_in').values({ id, sealed, code_hash: null, ends_at: endsAt }).execute()
    },
    async signIn(id, now) {
      const row = await db
        .selectFrom('sign_in')
        .selectAll()
        .where('id', '=', id)
        .where('code_hash', 'is', null)
        .where('ends_at', '>', now)
        .executeTakeFirst()
      return row ? { id, sealed: row.sealed, endsAt: row.ends_at as Instant } : null
    },
    async finishSignIn(id, codeHash) {
      const { numUpdatedRows } = await db
        .updateTable('sign_in')
        .set({ code_hash: codeHash })
        .where('id', '=', id)
        .where('code_hash', 'is', null)
        .executeTakeFirst()
      return Number(numUpdatedRows) === 1
    },
    async takeSignIn(codeHash, now) {
      const row = await db
        .deleteFrom('sign_in')
        .where('code_hash', '=', codeHash)
        .where('ends_at', '>', now)
        .returningAll()
        .executeTakeFirst()
      return row ? { id: row.id, sealed: row.sealed, endsAt: row.ends_at as Instant } : null
    },
  }
}

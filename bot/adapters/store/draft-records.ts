import type { Draft } from '../../domain/draft.ts'
import type { DraftRecords } from '../../records/rules.ts'
import type { Database } from './schema.ts'

/** Drafts in the database; those that are too old go when the next one comes. */
export function draftRecords(db: Database): DraftRecords {
  return {
    async addDraft(draft, now) {
      await db.deleteFrom('draft').where('ends_at', '<=', now).execute()
      await db
        .insertInto('draft')
        .values({ id: draft.id, body: JSON.stringify(draft), ends_at: draft.endsAt })
        .execute()
    },
    async draft(id, now) {
      const row = await db.selectFrom('draft').select('body').where('id', '=', id).where('ends_at', '>', now).executeTakeFirst()
      return row ? (JSON.parse(row.body) as Draft) : null
    },
    async takeDraft(id) {
      const { numDeletedRows } = await db.deleteFrom('draft').where('id', '=', id).executeTakeFirst()
      return Number(numDeletedRows) === 1
    },
  }
}

import type { Records } from '../../records.ts'
import { actionRecords } from './action-records.ts'
import { approvalRecords } from './approval-records.ts'
import { auditRecords } from './audit-records.ts'
import { batchRecords } from './batch-records.ts'
import { caseRecords } from './case-records.ts'
import { changeRecords } from './change-records.ts'
import { conversationRecords } from './conversation-records.ts'
import { defenderRecords } from './defender-records.ts'
import { digestRecords } from './digest-records.ts'
import { draftRecords } from './draft-records.ts'
import { grantedRecords } from './granted-records.ts'
import { leaseRecords } from './lease-records.ts'
import { outboxRecords } from './outbox-records.ts'
import { retentionRecords } from './retention-records.ts'
import { reviewRecords } from './review-records.ts'
import { rollUpRecords } from './roll-up-records.ts'
import { ruleRecords } from './rule-records.ts'
import type { Database, Engine } from './schema.ts'
import { searchRecords } from './search-records.ts'
import { sessionRecords } from './session-records.ts'
import { triageRecords } from './triage-records.ts'

/** Everything on record, over a database or over one transaction of it. */
export function recordsOver(db: Database, engine: Engine): Records {
  return {
    ...ruleRecords(db),
    ...conversationRecords(db),
    ...defenderRecords(db),
    ...searchRecords(db, engine),
    ...caseRecords(db),
    ...outboxRecords(db, engine),
    ...rollUpRecords(db),
    ...retentionRecords(db),
    ...actionRecords(db),
    ...approvalRecords(db),
    ...auditRecords(db),
    ...draftRecords(db),
    ...sessionRecords(db),
    ...grantedRecords(db),
    ...triageRecords(db),
    ...reviewRecords(db),
    ...digestRecords(db),
    ...batchRecords(db),
    ...leaseRecords(db, engine),
    ...changeRecords(db),
    async cursor(name) {
      const row = await db.selectFrom('cursor').select('value').where('name', '=', name).executeTakeFirst()
      return row?.value ?? null
    },
    async setCursor(name, value) {
      if (value === null) {
        await db.deleteFrom('cursor').where('name', '=', name).execute()
        return
      }
      await db
        .insertInto('cursor')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute()
    },
  }
}

import type { MachineId } from '../../domain/ids.ts'
import type { IsolationReview } from '../../domain/isolation-review.ts'
import type { ReviewRecords } from '../../records/reviews.ts'
import type { Database } from './schema.ts'
import { fromExcluded } from './statements.ts'

/** Reviews of isolations in the database. */
export function reviewRecords(db: Database): ReviewRecords {
  return {
    async saveReview(review) {
      const row = {
        id: review.id,
        machine_id: review.machineId,
        due_at: review.dueAt,
        ended_at: review.endedAt,
        body: JSON.stringify(review),
      }
      await db
        .insertInto('isolation_review')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(fromExcluded([row])))
        .execute()
    },
    async review(id) {
      const row = await db.selectFrom('isolation_review').select('body').where('id', '=', id).executeTakeFirst()
      return row ? readReview(row) : null
    },
    reviewOf: (machine) => openReview(db, machine),
    async openReviews() {
      const open = db.selectFrom('isolation_review').select('body').where('ended_at', 'is', null)
      return (await open.orderBy('due_at').orderBy('id').execute()).map(readReview)
    },
    async unreviewedMachines() {
      const rows = await db
        .selectFrom('machine_action')
        .select('machine_id')
        .distinct()
        .where('body', 'like', '%"type":"Isolate"%')
        .where('machine_id', 'not in', (eb) =>
          eb.selectFrom('isolation_review').select('machine_id').where('ended_at', 'is', null),
        )
        .execute()
      return rows.map(({ machine_id }) => machine_id as MachineId)
    },
    async forgetOwner(person) {
      const ended = db.selectFrom('isolation_review').select('body').where('ended_at', 'is not', null)
      const theirs = ended.where('body', 'like', `%${JSON.stringify(person)}%`)
      const owned = (await theirs.execute())
        .map(readReview)
        .filter(({ owner }) => owner?.id === person && owner.name !== 'Somebody')
      for (const review of owned) {
        const nameless: IsolationReview = { ...review, owner: { id: person, name: 'Somebody' } }
        const body = JSON.stringify(nameless)
        await db.updateTable('isolation_review').set({ body }).where('id', '=', review.id).execute()
      }
      return owned.length > 0
    },
  }
}

/** The machine's open review. */
export async function openReview(db: Database, machine: MachineId): Promise<IsolationReview | null> {
  const row = await db
    .selectFrom('isolation_review')
    .select('body')
    .where('machine_id', '=', machine)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row ? readReview(row) : null
}

function readReview({ body }: { body: string }): IsolationReview {
  return JSON.parse(body) as IsolationReview
}

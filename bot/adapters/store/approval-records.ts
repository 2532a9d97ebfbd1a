import { isDeepStrictEqual } from 'node:util'
import type { Approval } from '../../domain/approval.ts'
import type { MachineId, PersonId } from '../../domain/ids.ts'
import type { Stop } from '../../domain/stop.ts'
import type { ApprovalRecords } from '../../records/approvals.ts'
import type { Database } from './schema.ts'
import { atomically } from './statements.ts'

/** The cursor that holds the kill switch. */
const STOP = 'stop'

/** Requests for a second person, and the kill switch, in the database. */
export function approvalRecords(database: Database): ApprovalRecords {
  return {
    async addApproval(approval) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('approval')
        .values({ ...approvalRow(approval), id: approval.id })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) === 1
    },
    async approval(id) {
      const row = await database.selectFrom('approval').select('body').where('id', '=', id).executeTakeFirst()
      return row ? readApproval(row) : null
    },
    async waitingApprovals() {
      const rows = await database
        .selectFrom('approval')
        .select('body')
        .where('state', '=', 'waiting')
        .orderBy('asked_at')
        .execute()
      return rows.map(readApproval)
    },
    endApproval: (id, how, by, at) =>
      atomically(database, async (db) => {
        const row = await db
          .selectFrom('approval')
          .select('body')
          .where('id', '=', id)
          .where('state', '=', 'waiting')
          .executeTakeFirst()
        if (!row) return null
        const ended: Approval = { ...readApproval(row), state: how, endedBy: by, endedAt: at }
        await db.updateTable('approval').set(approvalRow(ended)).where('id', '=', id).execute()
        return ended
      }),
    reopenApproval: (id, generation) =>
      atomically(database, async (db) => {
        const row = await db
          .selectFrom('approval')
          .select('body')
          .where('id', '=', id)
          .where('state', 'in', ['approved', 'bypassed'])
          .executeTakeFirst()
        if (!row) return null
        const before = readApproval(row)
        const { machineId, family } = before.request
        if ((await waitingFor(db, machineId)).some(({ request }) => request.family === family)) return null
        const request = { ...before.request, generation }
        const reopened: Approval = { ...before, request, state: 'waiting', endedBy: null, endedAt: null }
        await db.updateTable('approval').set(approvalRow(reopened)).where('id', '=', id).execute()
        return reopened
      }),
    stop: () => readStop(database),
    async setStop(stop) {
      await database.deleteFrom('cursor').where('name', '=', STOP).execute()
      if (stop)
        await database
          .insertInto('cursor')
          .values({ name: STOP, value: JSON.stringify(stop) })
          .execute()
    },
  }
}

/** The kill switch as it stands in the database. */
export async function readStop(db: Database): Promise<Stop | null> {
  const row = await db.selectFrom('cursor').select('value').where('name', '=', STOP).executeTakeFirst()
  return row ? (JSON.parse(row.value) as Stop) : null
}

/** The requests that wait for a machine, oldest first. */
export async function waitingFor(db: Database, machine: MachineId): Promise<Approval[]> {
  const rows = await db
    .selectFrom('approval')
    .select('body')
    .where('machine_id', '=', machine)
    .where('state', '=', 'waiting')
    .orderBy('asked_at')
    .orderBy('id')
    .execute()
  return rows.map(readApproval)
}

/** Takes a person's name and words out of requests that have ended, and their name off the kill switch; whether they were in any. */
export async function forgetInApprovals(db: Database, person: PersonId): Promise<boolean> {
  let found = false
  const rows = await db
    .selectFrom('approval')
    .select('body')
    .where('state', '!=', 'waiting')
    .where('body', 'like', `%${JSON.stringify(person)}%`)
    .execute()
  const nameless = <T extends Approval['endedBy']>(one: T): T => (one?.id === person ? { ...one, name: 'Somebody' } : one)
  for (const approval of rows.map(readApproval)) {
    const request = approval.askedBy.id === person ? { ...approval.request, reason: '' } : approval.request
    const forgotten = { ...approval, request, askedBy: nameless(approval.askedBy), endedBy: nameless(approval.endedBy) }
    if (isDeepStrictEqual(forgotten, approval)) continue
    await db.updateTable('approval').set(approvalRow(forgotten)).where('id', '=', approval.id).execute()
    found = true
  }
  const stop = await readStop(db)
  if (stop?.by.id !== person || stop.by.name === 'Somebody') return found
  const value = JSON.stringify({ ...stop, by: { id: person, name: 'Somebody' } })
  await db.updateTable('cursor').set({ value }).where('name', '=', STOP).execute()
  return true
}

function approvalRow(approval: Approval) {
  return {
    machine_id: approval.request.machineId,
    family: approval.request.family,
    state: approval.state,
    asked_at: approval.askedAt,
    body: JSON.stringify(approval),
  }
}

function readApproval({ body }: { body: string }): Approval {
  return JSON.parse(body) as Approval
}

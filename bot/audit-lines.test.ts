import assert from 'node:assert/strict'
import { headOf, lineOf } from './audit-lines.ts'
import type { PersonId } from './domain/ids.ts'
import type { Instant } from './domain/instant.ts'
import type { AuditRecord } from './records/audit.ts'

const record = (over: Partial<AuditRecord> = {}): AuditRecord => ({
  seq: 7,
  prev: 'aa',
  hash: 'bb',
  at: '2026-11-02T09:05:00.0000000Z' as Instant,
  event: 'action.asked',
  person: { id: 'oid-robin' as PersonId, name: 'Robin', upn: 'robin@fabrikam.example' },
  machineId: null,
  caseId: null,
  intentId: null,
  actionId: null,
  detail: { verb: 'isolate', reason: 'Dumping' },
  ...over,
})
/** The fields of a record by the names of its columns. */
const cells = (over: Partial<AuditRecord>): Record<string, string | undefined> => {
  const fields = (line: string) =>
    [...line.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n$)/g)].map(([, field]) => field?.replaceAll('""', '"'))
  const values = fields(lineOf('csv', record(over)))
  return Object.fromEntries(fields(headOf('csv')).map((name, at) => [name, values[at]]))
}

describe('the exported audit', () => {
  it('is one JSON object a line', () => {
    assert.equal(headOf('jsonl'), '')
    const line = lineOf('jsonl', record({ detail: { reason: 'a\nb' } }))
    assert.match(line, /^[^\n]+\n$/)
    assert.deepEqual(JSON.parse(line), record({ detail: { reason: 'a\nb' } }))
  })

  it('is records of quoted fields in CSV, with what has no column of its own as JSON', () => {
    const line = lineOf('csv', record({ detail: { reason: 'a "b", c\nd', ruleId: '1a' } }))
    assert.match(line, /,"a ""b"", c\nd",.*,"\{""ruleId"":""1a""\}","aa","bb"\r\n$/s)
    const { seq, oid, name, upn, verb, more, tid } = cells({})
    assert.deepEqual(
      [seq, oid, name, upn, verb, more, tid],
      ['7', 'oid-robin', 'Robin', 'robin@fabrikam.example', 'isolate', '', ''],
    )
  })

  it('says what is erased', () => {
    const erased = cells({ person: { id: 'oid-robin' as PersonId, name: null, upn: null }, detail: { reason: null } })
    assert.deepEqual([erased['oid'], erased['name'], erased['reason']], ['oid-robin', '[erased]', '[erased]'])
    assert.equal(cells({ person: null })['name'], '')
  })

  for (const reason of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1'])
    it(`lets no spreadsheet run ${JSON.stringify(reason)}`, () =>
      assert.equal(cells({ detail: { reason } })['reason'], `'${reason}`))
})

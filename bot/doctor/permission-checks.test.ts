import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KINDS } from '../domain/action-kind.ts'
import { OPTIONAL } from '../domain/granted.ts'

describe('the doctor on permissions', () => {
  it('names the parts of More as the script does that grants them', () => {
    const script = readFileSync(join(import.meta.dirname, '..', '..', 'infra', 'azure', 'entra.sh'), 'utf8')
    const known = [...script.matchAll(/\[(\w+)\]=(Machine\.\w+)/g)].map(([, verb, permission]) => [verb, permission])
    assert.deepEqual(
      known,
      OPTIONAL.map((verb) => [verb, KINDS[verb].permission]),
    )
  })
})

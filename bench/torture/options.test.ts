import assert from 'node:assert/strict'
import { parseOptions } from './options.ts'

describe('The options of a torture', () => {
  it('are one bot on SQLite, or three on PostgreSQL, unless told otherwise', () => {
    assert.deepEqual(parseOptions([], 20_781), { kills: 100, seed: 20_781, store: 'sqlite', instances: 1 })
    assert.equal(parseOptions(['--store', 'postgres'], 1)?.instances, 3)
    assert.deepEqual(parseOptions(['--kills', '200', '--seed', '7', '--store', 'postgres', '--instances', '2'], 1), {
      kills: 200,
      seed: 7,
      store: 'postgres',
      instances: 2,
    })
    assert.equal(parseOptions(['--help'], 1), null)
  })

  it('are refused by name when they make no sense', () => {
    assert.throws(() => parseOptions(['--kills', 'many'], 1), /--kills must be a whole number/)
    assert.throws(() => parseOptions(['--seed', '-1'], 1), /--seed/)
    assert.throws(() => parseOptions(['--store', 'oracle'], 1), /--store must be sqlite or postgres/)
    assert.throws(() => parseOptions(['--instances', '2'], 1), /--instances above 1 needs --store postgres/)
    assert.throws(() => parseOptions(['--speed', '9'], 1), /--speed/)
  })
})

import assert from 'node:assert/strict'
import { takesToken } from './store.ts'

describe('the database that the settings name', () => {
  for (const [url, takes] of [
    ['postgresql://pocketsoc@soc.postgres.database.azure.com/pocketsoc', true],
    ['postgresql://pocketsoc:hush@soc.postgres.database.azure.com/pocketsoc', false],
    ['postgresql://pocketsoc@db.example.com/pocketsoc', false],
    ['postgresql://pocketsoc@postgres.database.azure.com.example.com/pocketsoc', false],
  ] as const) {
    it(`${takes ? 'is' : 'is not'} signed in to with the managed identity at ${url}`, () =>
      assert.equal(takesToken(url, '.postgres.database.azure.com'), takes))
  }
})

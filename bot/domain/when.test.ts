import assert from 'node:assert/strict'
import { instantOf } from './instant.ts'
import { parseWhen } from './when.ts'

const NOW = instantOf(Date.UTC(2026, 10, 24, 12))

describe('a moment that an operator writes', () => {
  for (const [text, instant] of [
    ['30d', '2026-10-25T12:00:00.0000000Z'],
    ['4h', '2026-11-24T08:00:00.0000000Z'],
    ['30m', '2026-11-24T11:30:00.0000000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.0000000Z'],
    ['2026-11-01T10:00:00Z', '2026-11-01T10:00:00.0000000Z'],
    ['2026-02-30', null],
    ['30', null],
    ['30y', null],
    ['yesterday', null],
    ['', null],
  ] as const) {
    it(`is ${instant ?? 'none'} for "${text}"`, () => assert.equal(parseWhen(text, NOW), instant))
  }
})

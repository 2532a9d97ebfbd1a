import assert from 'node:assert/strict'
import { Refusal } from './answers.ts'
import { parseFilter, ticksOf } from './filter.ts'

const FIELDS = { severity: 'text', incidentId: 'number', lastUpdateTime: 'date', aadDeviceId: 'guid', title: 'text' } as const
const ALERT = {
  severity: 'High',
  incidentId: 42,
  lastUpdateTime: '2026-03-01T10:00:00.1234567Z',
  aadDeviceId: 'ABCDEF00-0000-4000-8000-000000000001',
  title: "O'Neill (CFO) and others",
}

describe("Defender's $filter", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    [`severity eq 'High'`, true],
    [`severity ne 'High'`, false],
    [`severity eq 'high'`, false],
    [`incidentId eq 42`, true],
    [`incidentId gt 42`, false],
    [`incidentId ge 42 and incidentId le 42`, true],
    [`incidentId lt 42 or severity eq 'High'`, true],
    [`severity eq 'High' or severity eq 'Low' and incidentId eq 1`, true],
    [`(severity eq 'High' or severity eq 'Low') and incidentId eq 1`, false],
    [`title eq 'O''Neill (CFO) and others'`, true],
    [`incidentId eq null`, false],
    [`incidentId ne null`, true],
    [`aadDeviceId eq abcdef00-0000-4000-8000-000000000001`, true],
    [`aadDeviceId eq 'ABCDEF00-0000-4000-8000-000000000001'`, true],
    [`lastUpdateTime ge 2026-03-01T10:00:00.1234567Z`, true],
    [`lastUpdateTime gt 2026-03-01T10:00:00.1234566Z`, true],
    [`lastUpdateTime gt 2026-03-01T10:00:00.1234567Z`, false],
    [`lastUpdateTime eq 2026-03-01T12:00:00.1234567+02:00`, true],
    [`lastUpdateTime gt 2026-03-01T10:00:00Z`, true],
  ]
  for (const [text, passes] of cases) {
    it(`${passes ? 'lets the alert pass' : 'keeps the alert out'}: ${text}`, () => {
      assert.equal(parseFilter(text, FIELDS)(ALERT), passes)
    })
  }

  const bad = [
    ``,
    `severity`,
    `severity eq`,
    `severity eq High`,
    `severity is 'High'`,
    `severity eq 'High`,
    `severity eq 'High' and`,
    `(severity eq 'High'`,
    `severity eq 'High')`,
    `severity eq 'High' severity eq 'Low'`,
    `computerDnsName eq 'x'`,
    `Severity eq 'High'`,
    `toString eq 'x'`,
    `incidentId eq '42'`,
    `incidentId toString 42`,
    `lastUpdateTime ge '2026-03-01T10:00:00Z'`,
    `lastUpdateTime ge 2026-03-01`,
    `lastUpdateTime ge 2026-03-01T10:00:00.12345678Z`,
    `lastUpdateTime ge 2026-13-01T10:00:00Z`,
  ]
  for (const text of bad) {
    it(`refuses with 400 ODataError: ${text || 'an empty filter'}`, () => {
      assert.throws(
        () => parseFilter(text, FIELDS),
        (error) => error instanceof Refusal && error.status === 400 && error.code === 'ODataError',
      )
    })
  }

  it('takes what is missing for null, and null for unequal to everything else', () => {
    assert.equal(parseFilter('incidentId eq null', FIELDS)({}), true)
    assert.equal(parseFilter('incidentId ne 7', FIELDS)({}), true)
    assert.equal(parseFilter('incidentId lt 7', FIELDS)({}), false)
  })

  it('reads none to seven fractional digits as the same scale', () => {
    assert.equal(ticksOf('2026-03-01T10:00:00.5Z'), ticksOf('2026-03-01T10:00:00.5000000Z'))
    assert.equal(ticksOf('2026-03-01T10:00:00.0000001Z'), (ticksOf('2026-03-01T10:00:00Z') ?? 0n) + 1n)
    assert.equal(ticksOf('yesterday'), null)
  })
})

import assert from 'node:assert/strict'
import type { Verdict } from './verdict.ts'
import { isVerdictOf, keyOf, spellings, VERDICTS, verdictOf, verdictWords } from './verdict.ts'

const verdict = (key: string): Verdict => verdictOf(key) ?? assert.fail(key)

describe('verdicts on alerts', () => {
  it('are the pairs that Defender’s pages list', () => {
    assert.deepEqual(
      Object.entries(Object.groupBy(VERDICTS, ({ classification }) => classification)).map(([classification, pairs = []]) => [
        classification,
        pairs.map(({ determination }) => determination).join(' '),
      ]),
      [
        ['TruePositive', 'MultiStagedAttack MaliciousUserActivity CompromisedUser Malware Phishing UnwantedSoftware Other'],
        ['InformationalExpectedActivity', 'SecurityTesting LineOfBusinessApplication ConfirmedActivity Other'],
        ['FalsePositive', 'NotMalicious InsufficientData Other'],
      ],
    )
  })

  for (const [key, page, ways] of [
    ['TruePositive/Malware', 'update', ['TruePositive/Malware']],
    ['FalsePositive/NotMalicious', 'update', ['FalsePositive/NotMalicious', 'FalsePositive/Clean']],
    ['FalsePositive/NotMalicious', 'batch', ['FalsePositive/Clean', 'FalsePositive/NotMalicious']],
    [
      'InformationalExpectedActivity/Other',
      'batch',
      ['Informational, expected activity/Other', 'InformationalExpectedActivity/Other'],
    ],
    [
      'InformationalExpectedActivity/ConfirmedActivity',
      'update',
      [
        'InformationalExpectedActivity/ConfirmedActivity',
        'Informational, expected activity/ConfirmedUserActivity',
        'InformationalExpectedActivity/ConfirmedUserActivity',
        'Informational, expected activity/ConfirmedActivity',
      ],
    ],
  ] as const) {
    it(`write ${key} for ${page} first as that page does`, () => {
      assert.deepEqual(spellings(verdict(key), page).map(keyOf), ways)
    })
  }

  it('are recognised however Defender writes them, and called the same', () => {
    for (const one of VERDICTS) {
      for (const way of spellings(one, 'update')) {
        assert.ok(isVerdictOf(way, one), keyOf(way))
        assert.equal(verdictWords(way.classification, way.determination), verdictWords(one.classification, one.determination))
      }
      assert.equal(VERDICTS.filter((other) => isVerdictOf(other, one)).length, 1)
    }
  })

  it('are called by Defender’s own word where we know none, and nothing else is one', () => {
    assert.equal(verdictWords('Unusual', 'Apt'), 'Unusual: Apt')
    assert.equal(verdictWords('TruePositive', null), 'True positive')
    for (const key of ['keep', '', 'TruePositive/Clean', 'Malware']) assert.equal(verdictOf(key), null)
  })
})

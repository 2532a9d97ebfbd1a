import assert from 'node:assert/strict'
import { BotError } from './error.ts'
import { refusalOf, refusalWords } from './refusal.ts'
import { triageRefusalWords } from './triage-refusal.ts'

describe('the words of a 401', () => {
  const wordsIn = (mode: 'delegated' | 'application') =>
    refusalWords(refusalOf(new BotError('unauthorized', '401'), mode), 'scan', null)

  it('speak of the sign-in of whoever pressed where their token acts', () => {
    for (const words of [wordsIn('delegated'), triageRefusalWords('unauthorized', 'delegated')])
      assert.match(words, /your sign-in.*Nothing was done\.$/)
  })

  it('speak of PocketSOC, and of whom to tell, where the app’s token acts', () => {
    for (const words of [wordsIn('application'), triageRefusalWords('unauthorized', 'application')]) {
      assert.match(words, /PocketSOC’s own credentials.*tell whoever runs PocketSOC\. Nothing was done\.$/)
      assert.doesNotMatch(words, /your/i)
    }
  })

  it('name no role of the person where Defender refused the app', () => {
    assert.match(triageRefusalWords('defender-refused', 'delegated'), /the role Alerts investigation/)
    assert.match(triageRefusalWords('defender-refused', 'application'), /Defender refused PocketSOC itself/)
  })
})

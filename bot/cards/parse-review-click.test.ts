import assert from 'node:assert/strict'
import { parseReviewClick } from './parse-review-click.ts'

const CASE = 'c'.repeat(24)
const data = { reviewId: 'r', caseId: CASE, nonce: 2, back: false }

describe('a button about a review', () => {
  it('is read with how much longer, 24 hours unless chosen', () => {
    assert.deepEqual(parseReviewClick('review', { caseId: CASE }), { do: 'show', caseId: CASE })
    assert.deepEqual(parseReviewClick('extend-review', { ...data, hours: '72' }), { ...data, do: 'extend', hours: 72, to: null })
    assert.deepEqual(parseReviewClick('take-over-review', { ...data, caseId: '' }), {
      ...data,
      do: 'take-over',
      caseId: null,
      hours: 24,
      to: null,
    })
  })

  it('is read with whom was chosen, nobody unless somebody was', () => {
    const handed = { ...data, do: 'hand-over', hours: 24 }
    assert.deepEqual(parseReviewClick('hand-over-review', { ...data, to: 'oid-kim' }), { ...handed, to: 'oid-kim' })
    assert.deepEqual(parseReviewClick('hand-over-review', { ...data, to: '' }), { ...handed, to: null })
    assert.deepEqual(parseReviewClick('choose-owner', data), { ...handed, do: 'choose', to: null })
  })

  it('is nobody’s when we did not write it', () => {
    const bent = [
      { ...data, hours: '5' },
      { ...data, hours: '-4' },
      { ...data, nonce: 1.5 },
      { ...data, caseId: 'x' },
      { ...data, to: 'x'.repeat(65) },
      { ...data, to: ['oid-kim'] },
      { nonce: 1 },
      null,
    ]
    for (const one of bent) assert.equal(parseReviewClick('extend-review', one), null)
    assert.equal(parseReviewClick('review', { caseId: 'x' }), null)
    assert.equal(parseReviewClick('constructor', data), null)
  })
})

import assert from 'node:assert/strict'
import { ago, alert, MINUTE, NOW } from '../test/reading-world.ts'
import { laterStart, middleOf } from './reading.ts'

const page = [50, 40, 30, 20, 10].map((minutes) => alert(`a${minutes}`, { updatedAt: ago(minutes * MINUTE) }))

describe('where reading is parted', () => {
  it('parts what lies inside of the span, wherever the page says more', () => {
    assert.equal(middleOf(page, ago(60 * MINUTE), null), ago(30 * MINUTE))
    assert.equal(middleOf(page, ago(60 * MINUTE), ago(30 * MINUTE)), ago(40 * MINUTE))
    assert.equal(middleOf(page, ago(20 * MINUTE), null), ago(10 * MINUTE))
  })

  it('finds no middle where all is of one moment, or says no time', () => {
    assert.equal(middleOf([page[0]!, page[0]!], ago(50 * MINUTE), null), null)
    assert.equal(middleOf([alert('odd', { updatedAt: null })], ago(50 * MINUTE), null), null)
  })

  it('begins later by half of the time when the page tells of old alerts only', () => {
    assert.equal(laterStart({ alerts: page.slice(0, 2), asOf: NOW }, ago(60 * MINUTE)), ago(30 * MINUTE))
    assert.equal(laterStart({ alerts: page.slice(3), asOf: NOW }, ago(60 * MINUTE)), ago(10 * MINUTE))
  })

  it('never begins after Defender’s own clock, nor where it began before', () => {
    assert.equal(laterStart({ alerts: [alert('odd', { updatedAt: ago(-MINUTE) })], asOf: NOW }, NOW), null)
    assert.equal(laterStart({ alerts: page, asOf: null }, ago(60 * MINUTE)), ago(30 * MINUTE))
  })
})

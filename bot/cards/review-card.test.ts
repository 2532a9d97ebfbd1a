import assert from 'node:assert/strict'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { ReviewFile } from '../domain/isolation-review.ts'
import { lintCard } from '../test/card-lint.ts'
import { CONTAINMENTS } from '../test/card-states.ts'
import { sampleCase, sampleMachine, sampleReview } from '../test/samples.ts'
import { handedOver, handOverCard } from './hand-over-card.ts'
import { noticeCard } from './notice-card.ts'
import { reviewCard } from './review-card.ts'
import { createTimes } from './times.ts'

const TAB = { appId: 'app', tenantId: 'tenant', url: 'https://soc.example/tab/', teamsUrl: 'https://teams.microsoft.com' }
const LOOK = { times: createTimes(null), mode: 'delegated', tab: TAB } as const
const ASKED = { times: 1, at: sampleReview().dueAt, conversationId: '19:x' as ConversationId, caseId: null, messageId: null }
const file = (over: Partial<ReviewFile> = {}): ReviewFile => ({
  review: sampleReview(),
  caseId: sampleCase().id,
  kind: 'channel',
  machine: sampleMachine(),
  containment: CONTAINMENTS['isolated']!,
  generation: 3,
  granted: null,
  ...over,
})
const HOSTILE = { id: 'x' as never, name: '§ *Eve* [x](https://evil.example) <at>All</at>' }
const titles = (one: ReviewFile, way: 'shared' | 'private' = 'shared') =>
  [
    ...JSON.stringify(reviewCard(one, LOOK, way).body.card).matchAll(/"type":"Action\.(?:Execute|OpenUrl)","title":"([^"]+)"/g),
  ].map(([, title]) => title)

describe('the card that asks for a review', () => {
  it('is fit for Teams in every state, whatever Defender and people wrote', () => {
    for (const containment of Object.values(CONTAINMENTS))
      for (const review of [
        sampleReview(),
        sampleReview({ asked: ASKED }),
        sampleReview({ asked: ASKED, owner: HOSTILE }),
        sampleReview({ owner: null }),
        sampleReview({ endedAt: ASKED.at }),
      ])
        for (const machine of [null, sampleMachine({ name: '§ **srv** {{DATE()}}', machineGroup: '§ _g_' })])
          for (const caseId of [null, sampleCase().id])
            for (const way of ['shared', 'private'] as const)
              lintCard(reviewCard(file({ containment, review, machine, caseId }), LOOK, way))
  })

  it('mentions the owner when it asks, and nobody for one person alone', () => {
    const asking = file({ review: sampleReview({ asked: ASKED }) })
    const card = reviewCard(asking, LOOK, 'shared')
    assert.match(card.summary, /^Does srv-db-02\.fabrikam\.example still have to be isolated\?$/)
    assert.match(JSON.stringify(card), /"mentioned":\{"id":"oid-robin","name":"Robin"\}/)
    assert.doesNotMatch(JSON.stringify(reviewCard(asking, LOOK, 'private')), /mentioned/)
    assert.doesNotMatch(JSON.stringify(reviewCard(file(), LOOK, 'shared')), /mentioned/)
  })

  it('offers what can be done where it stands', () => {
    assert.deepEqual(titles(file()), ['Release', 'Extend', 'Take over', 'Hand over…'])
    assert.deepEqual(titles(file(), 'private'), ['Release', 'Extend', 'Take over', 'Hand over…', 'Back'])
    assert.deepEqual(titles(file({ caseId: null })), ['Extend', 'Take over', 'Hand over…', 'Open machine'])
    assert.deepEqual(titles(file({ containment: CONTAINMENTS['releasing']! })), ['Extend', 'Take over', 'Hand over…'])
    assert.deepEqual(titles(file({ review: sampleReview({ endedAt: '2026-11-03T10:00:00.0000000Z' as Instant }) })), [])
    assert.deepEqual(titles(file({ kind: 'personal' })), ['Release', 'Extend', 'Take over'])
    const granted = { mode: 'delegated', permissions: [], since: ASKED.at } as const
    assert.deepEqual(titles(file({ granted })), [])
  })

  it('says whom Defender recorded when nobody here answers for it', () => {
    const card = JSON.stringify(reviewCard(file({ review: sampleReview({ owner: null }) }), LOOK, 'shared'))
    assert.match(card, /No owner here, asked by robin@fabrikam\.example/)
  })

  it('asks for a successor fit for Teams, whatever people are called, and tells them so', () => {
    const people = (count: number, name: string) => Array.from({ length: count }, (_, at) => ({ id: `${at}` as never, name }))
    for (const name of ['Lena', HOSTILE.name, 'x'.repeat(200)])
      for (const count of [0, 1, 100])
        for (const caseId of [null, sampleCase().id]) {
          const card = handOverCard(file({ caseId }), people(count, name), true)
          lintCard({ summary: 'x', body: { card } })
        }
    const [to] = people(1, HOSTILE.name) as [{ id: never; name: string }]
    const told = noticeCard(handedOver(sampleReview(), sampleMachine({ name: HOSTILE.name }), to, HOSTILE, LOOK.times))
    lintCard(told)
    assert.match(JSON.stringify(told), /"mentioned":\{"id":"0"/)
  })
})

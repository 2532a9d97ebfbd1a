import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import type { Member } from '../domain/member.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import type { TabReviewRequest } from '../tab-contract/isolations.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAction, sampleCase, sampleConversation, sampleMachine, sampleReview } from '../test/samples.ts'
import { listSuccessors, reviewFromTab } from './review-from-tab.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MACHINE = sampleMachine().id
const KIM: Viewer = { id: 'oid-kim' as PersonId, name: 'Kim', token: 'token', endsAt: NOW }
const AS: ActingPerson = { mode: 'delegated', token: 'token' as never, upn: null, permissions: ['Machine.Isolate'], roles: [] }
const member = (id: string, name: string): Member => ({ id: id as PersonId, name, tenantId: null, role: 'user' })

describe('deciding from the tab about the review of an isolation', () => {
  let store: Store
  let roster: Member[] | BotError
  let as: ActingPerson
  let hidden: BotError | null
  beforeEach(async () => {
    store = await freshStore()
    roster = [member('oid-kim', 'Kim'), member('oid-lena', 'Lena')]
    as = AS
    hidden = null
    await store.saveConversation(sampleConversation())
    await store.saveMachines([sampleMachine()])
    await store.saveCases([sampleCase({ activityId: 'card-1' as ActivityId })])
    await store.saveActions([sampleAction({ status: 'Succeeded' })])
    await store.saveReview(sampleReview())
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => ({
    store,
    now: () => NOW,
    times: createTimes(null),
    tokens: { fromSso: async () => as, fromSession: async () => as },
    defender: {
      async machine() {
        if (hidden) throw hidden
        return sampleMachine()
      },
    },
    roster: {
      async members() {
        if (roster instanceof BotError) throw roster
        return roster
      },
    },
  })
  const list = () => listSuccessors(ports(), KIM, MACHINE, AbortSignal.timeout(5000))
  const handOver = (over: Partial<TabReviewRequest> = {}) => {
    const { id, revision } = sampleReview()
    const wanted = { id, revision, do: 'hand-over', hours: null, to: 'oid-lena', ...over } as const
    return reviewFromTab(ports(), KIM, MACHINE, wanted, AbortSignal.timeout(5000))
  }
  const takeOver = (over: Partial<TabReviewRequest> = {}) => handOver({ do: 'take-over', to: null, ...over })
  const statuses = (...answers: object[]) => answers.map((one) => ('status' in one ? one.status : 200))
  const whys = async () => (await store.audit(9)).flatMap(({ event, detail }) => (event === 'tab.refused' ? detail['why'] : []))
  const owner = async () => (await store.reviewOf(MACHINE))?.owner?.id

  it('makes the chosen one its owner', async () => {
    assert.deepEqual(await list(), { people: [{ id: 'oid-lena', name: 'Lena' }], more: 0 })
    assert.deepEqual(statuses(await handOver()), [200])
    assert.equal(await owner(), 'oid-lena')
  })

  it('tells nobody from elsewhere who is in the channel, nor lets them write there', async () => {
    roster = [member('oid-lena', 'Lena')]
    assert.deepEqual(statuses(await list(), await handOver()), [403, 403])
    assert.deepEqual([await owner(), await whys()], [sampleReview().owner?.id, ['not in the channel', 'not in the channel']])
  })

  it('is no choice for a machine that no channel has a card of', async () => {
    await store.saveCases([sampleCase()])
    assert.deepEqual(statuses(await list(), await handOver()), [403, 403])
    assert.deepEqual([await owner(), await whys()], [sampleReview().owner?.id, ['no channel', 'no channel']])
  })

  it('is no choice where the bot was removed from the channel', async () => {
    await store.saveConversation(sampleConversation({ state: 'gone' }))
    assert.deepEqual(statuses(await list(), await handOver()), [403, 403])
  })

  it('makes nobody its owner who is not listed', async () => {
    assert.deepEqual(statuses(await handOver({ to: 'oid-stranger' }), await handOver({ to: null })), [409, 409])
    assert.deepEqual([await owner(), (await whys()).length], [sampleReview().owner?.id, 2])
  })

  it('says so when Teams tells no more just now', async () => {
    roster = new BotError('throttled', 'no roster')
    const answer = await list()
    assert.ok('detail' in answer && /only so often/.test(answer.detail))
  })

  it('makes whoever may its owner, as they saw it', async () => {
    assert.deepEqual(statuses(await takeOver({ revision: 0 })), [409])
    assert.equal(await owner(), 'oid-robin')
    assert.deepEqual(statuses(await takeOver()), [200])
    assert.equal(await owner(), 'oid-kim')
  })

  it('changes nothing for somebody who may not isolate', async () => {
    as = { ...AS, permissions: [] }
    assert.deepEqual(statuses(await takeOver()), [403])
    assert.deepEqual([await owner(), await whys()], ['oid-robin', ['scope-missing']])
  })

  it('changes and tells nothing for somebody whom Defender does not show the machine', async () => {
    hidden = new BotError('forbidden', 'hidden')
    await assert.rejects(takeOver(), { code: 'not-found' })
    assert.deepEqual([await owner(), await whys()], ['oid-robin', ['Defender hides the machine']])
  })
})

import assert from 'node:assert/strict'
import { handOverCard } from '../cards/hand-over-card.ts'
import { reviewCard } from '../cards/review-card.ts'
import { createTimes } from '../cards/times.ts'
import { wanted } from '../domain/action-kind.ts'
import type { Click } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, ConversationId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Member } from '../domain/member.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from '../test/samples.ts'
import { actOnMachine } from './act-on-machine.ts'
import { askReviews, beginMissingReviews } from './ask-reviews.ts'
import { decideReview } from './decide-review.ts'
import { followActions } from './follow-actions.ts'
import { reviewFromTab } from './review-from-tab.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const MACHINE = sampleMachine().id
const CASE = sampleCase({ activityId: 'card-1' as ActivityId })
const CHANNEL = sampleConversation().id
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const KIM = { id: 'oid-kim' as PersonId, name: 'Kim' }
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const TENANT = sampleConversation().tenantId
const member = (person: typeof KIM, over: Partial<Member> = {}): Member => ({
  ...person,
  tenantId: TENANT,
  role: 'user',
  ...over,
})
const AS: ActingPerson = { mode: 'delegated', token: 'token' as never, upn: null, permissions: ['Machine.Isolate'], roles: [] }

describe('the review of an isolation', () => {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  let as: ActingPerson | BotError
  let roster: Member[] | BotError

  beforeEach(async () => {
    store = await freshStore()
    now = NOW
    as = AS
    roster = [member(LENA), member(KIM), member(ROBIN)]
    defender = new FakeDefender(() => now)
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveMachines([sampleMachine()])
    await store.saveCases([CASE])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: CHANNEL, caseId: CASE.id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const clock = () => now
  const signal = () => AbortSignal.timeout(5000)
  let ids = 0
  const newId = (digits: number) => {
    ids += 1
    return ids.toString(16).padStart(digits, '0')
  }
  const act = async (verb: 'isolate' | 'contain' | 'unisolate', from: typeof CASE | null = CASE) => {
    const generation = await store.generation(MACHINE, 'containment')
    const wish = { ...wanted(verb), reason: 'Because', case: from, machineId: MACHINE, person: ROBIN, generation }
    return actOnMachine({ store, defender, policy: samplePolicy(), now: clock, newId }, wish, AS, signal())
  }
  const follow = () => followActions({ store, actions: defender, now: clock }, signal())
  const done = async (status = 'Succeeded' as const) => {
    defender.change(defender.actions.at(-1)!.id, { status })
    await follow()
  }
  const ask = () => askReviews({ store, now: clock })
  const review = async () => (await store.reviewOf(MACHINE))!
  const asking = async () =>
    (await store.claim(plusMs(now, DAY), [], 9)).filter(({ content }) => content.what === 'review').map(({ key }) => key)
  const events = async () => (await store.audit(50)).reverse().flatMap(({ event }) => (event.startsWith('review.') ? event : []))
  const times = createTimes(null)
  const person = async () => {
    if (as instanceof BotError) throw as
    return as
  }
  const members = {
    async members() {
      if (roster instanceof BotError) throw roster
      return roster
    },
  }
  const press = async (verb: string, data: object, over: Partial<Click> = {}) => {
    const nothing = { automatic: false, signInCode: null, ssoToken: null }
    const click: Click = { person: KIM, conversationId: CHANNEL, kind: 'channel', verb, data, ...nothing, ...over }
    return decideReview(
      {
        store,
        defender,
        now: clock,
        mode: 'delegated',
        times,
        roster: members,
        tokens: { fromSession: person, fromSso: person, signOut: async () => undefined },
        signIn: { begin: async ({ verb: what }) => `https://soc.example/auth?${what}`, redeem: async () => true },
        render: {
          caseCard: (file) => ({ case: file.case.id }),
          reviewCard: (file, way) => reviewCard(file, { times, mode: 'delegated', tab: null }, way).body.card,
          handOverCard,
        },
      },
      click,
      signal(),
    )
  }
  const button = async (over: object = {}) => {
    const { id: reviewId, revision: nonce } = await review()
    return { reviewId, caseId: CASE.id, nonce, back: false, ...over }
  }

  it('is that of whoever asked to contain a machine, too', async () => {
    await act('contain')
    assert.deepEqual([(await review()).owner, (await review()).caseId], [ROBIN, CASE.id])
  })

  it('begins when Defender accepts, is whoever’s asked, and lasts until the machine is released', async () => {
    await act('isolate')
    const begun = await review()
    assert.deepEqual([begun.owner, begun.caseId, begun.dueAt], [ROBIN, CASE.id, plusMs(NOW, DAY)])
    await done()
    assert.deepEqual(await review(), begun)

    await act('unisolate')
    assert.deepEqual(await review(), begun) // asked for is not released
    await done()
    assert.equal(await store.reviewOf(MACHINE), null)
    assert.deepEqual(await events(), ['review.begun', 'review.ended'])
  })

  it('ends with an isolation that failed, and begins not at all when Defender refused', async () => {
    defender.failBefore = new BotError('forbidden', 'no')
    await act('isolate')
    assert.equal(await store.reviewOf(MACHINE), null)
    await act('isolate')
    defender.change(defender.actions.at(-1)!.id, { status: 'Failed' })
    await follow()
    assert.deepEqual(await events(), ['review.begun', 'review.ended'])
  })

  it('comes as soon as the rule of the case says', async () => {
    await store.removeRule(sampleRule().id)
    await store.addRule(sampleRule({ reviewMs: 8 * HOUR }))
    await act('isolate')
    assert.equal((await review()).dueAt, plusMs(NOW, 8 * HOUR))
  })

  it('is nobody’s for an isolation that was made in the portal, until somebody takes it over', async () => {
    await follow()
    now = plusMs(NOW, 60_000)
    defender.add({ requestor: 'anna@fabrikam.example', source: 'Portal' })
    await follow()
    assert.equal((await review()).owner, null)
    await press('take-over-review', await button())
    assert.deepEqual((await review()).owner, KIM)
    assert.deepEqual(await events(), ['review.begun', 'review.taken-over'])
  })

  it('begins for isolations that were on record before there were reviews, once', async () => {
    await store.saveActions([defender.add({ status: 'Succeeded' })])
    for (let times = 0; times < 2; times += 1) await beginMissingReviews({ store, now: clock })
    assert.deepEqual([(await review()).dueAt, await events()], [plusMs(NOW, DAY), ['review.begun']])
  })

  it('is asked for once when it is due, and again when it was put off and is due again', async () => {
    await act('isolate')
    await done()
    assert.deepEqual(await asking(), [])
    now = plusMs(NOW, DAY - 1)
    assert.deepEqual(await ask(), { asked: 0, nextInMs: 2 })
    now = plusMs(NOW, DAY)
    assert.equal((await ask()).asked, 1)
    assert.equal((await ask()).asked, 0)
    const { id } = await review()
    assert.deepEqual(await asking(), [`review:${id}:1`])

    await press('extend-review', await button({ hours: '4' }))
    assert.equal((await review()).dueAt, plusMs(now, 4 * HOUR))
    now = plusMs(now, 4 * HOUR)
    assert.equal((await ask()).asked, 1)
    assert.deepEqual(await events(), ['review.begun', 'review.asked', 'review.extended', 'review.asked'])
    assert.equal((await review()).asked?.times, 2)
  })

  it('is asked for where the owner reads it when there is no case, else where the operator does, else nowhere yet', async () => {
    const place = async () => (await review()).asked?.conversationId
    await store.saveCases([{ ...CASE, machineId: null }])
    await act('isolate', null)
    now = plusMs(NOW, DAY)
    assert.equal((await ask()).asked, 0)

    await store.setCursor('operator', '19:operator')
    assert.equal((await ask()).asked, 1)
    assert.equal(await place(), '19:operator')

    const chat = { id: 'a:robin' as ConversationId, kind: 'personal', personId: ROBIN.id, team: null, name: 'Robin' } as const
    await store.saveConversation(sampleConversation(chat))
    await store.saveReview({ ...(await review()), dueAt: plusMs(now, 1) })
    now = plusMs(now, 1)
    await ask()
    assert.equal(await place(), 'a:robin')
  })

  const ELSEWHERE = { is: 'words', text: 'This button is not one of mine, or its card is from another place. Nothing was done.' }
  const whys = async () => (await store.audit(9)).flatMap(({ event, detail }) => (event === 'click.refused' ? detail['why'] : []))

  it('does once what is pressed twice', async () => {
    await act('isolate')
    const data = await button({ hours: '72' })
    await press('extend-review', data)
    await press('extend-review', data)
    assert.deepEqual([(await review()).dueAt, await whys()], [plusMs(NOW, 4 * DAY), ['out of date']])
  })

  it('does nothing for a button pressed in another conversation', async () => {
    await act('isolate')
    const before = await review()
    assert.deepEqual(await press('extend-review', await button(), { conversationId: '19:x' as ConversationId }), ELSEWHERE)
    assert.deepEqual(await press('extend-review', await button({ caseId: '' })), ELSEWHERE)
    assert.deepEqual([await review(), (await whys()).length], [before, 2])
  })

  it('does nothing for a button that names the case of another machine', async () => {
    await act('isolate')
    await store.saveCases([{ ...CASE, machineId: 'f'.repeat(40) as typeof MACHINE }])
    assert.deepEqual(await press('extend-review', await button()), ELSEWHERE)
    assert.equal((await review()).revision, 1)
  })

  it('asks whoever presses to sign in, for this button of this review alone', async () => {
    await act('isolate')
    as = new BotError('sign-in-needed', 'no session')
    const asked = await press('take-over-review', await button())
    assert.ok(asked.is === 'sign-in' && asked.url.endsWith(`take-over-review:${(await review()).id}`))
    assert.equal((await review()).revision, 1)
  })

  it('changes nothing for somebody who may not isolate, as far as the token tells', async () => {
    await act('isolate')
    as = { ...AS, mode: 'application', roles: ['Reader'] }
    const reader = await press('take-over-review', await button())
    assert.ok(reader.is === 'words' && /needs the app role Responder/.test(reader.text))
    assert.deepEqual([(await review()).owner, await whys()], [ROBIN, ['role-missing']])
  })

  it('changes nothing for somebody whom Defender does not show the machine', async () => {
    await act('isolate')
    defender.failReads = new BotError('not-found', 'hidden')
    const text = 'Defender does not show you this machine. Nothing was changed.'
    assert.deepEqual(await press('extend-review', await button()), { is: 'words', text })
    assert.deepEqual([(await review()).revision, await whys()], [1, ['Defender hides the machine']])
  })

  it('opens from the case’s card for one person, and leads back there', async () => {
    await act('isolate')
    const opened = await press('review', { caseId: CASE.id })
    assert.ok(opened.is === 'card' && JSON.stringify(opened.card).includes('Owner Robin'))
    assert.deepEqual(await press('extend-review', await button({ back: true })), { is: 'card', card: { case: CASE.id } })
    await done()
    await act('unisolate')
    await done()
    assert.deepEqual(await press('review', { caseId: CASE.id }), { is: 'card', card: { case: CASE.id } })
  })

  describe('from the tab', () => {
    const takeOver = async (revisionsAgo = 0) => {
      const { id, revision } = await review()
      const viewer = { ...KIM, token: 'token', endsAt: plusMs(NOW, HOUR) }
      const wanted = { id, revision: revision - revisionsAgo, do: 'take-over', hours: null, to: null } as const
      const tokens = { fromSso: person, fromSession: person }
      return reviewFromTab({ store, tokens, defender, now: clock, times, roster: members }, viewer, MACHINE, wanted, signal())
    }
    beforeEach(() => act('isolate'))

    it('is taken over by who may, and is as they saw it', async () => {
      const stale = await takeOver(1)
      assert.ok('status' in stale && stale.status === 409)
      assert.deepEqual((await review()).owner, ROBIN)
      await takeOver()
      assert.deepEqual((await review()).owner, KIM)
    })

    it('stays as it is for somebody who may not isolate', async () => {
      as = { ...AS, permissions: [] }
      const refused = await takeOver()
      assert.ok('status' in refused && refused.status === 403)
      assert.deepEqual((await review()).owner, ROBIN)
    })

    it('stays as it is, and unsaid, for somebody whom Defender does not show the machine', async () => {
      defender.failReads = new BotError('forbidden', 'hidden')
      await assert.rejects(takeOver(), { code: 'not-found' })
      assert.deepEqual((await review()).owner, ROBIN)
    })
  })

  describe('handed over', () => {
    const told = async () =>
      (await store.claim(now, [], 9)).flatMap(({ content }) => (content.what === 'notice' ? [content] : []))
    const handOver = async (to: string, over: object = {}) => press('hand-over-review', await button({ to, ...over }))
    const choices = (reply: Awaited<ReturnType<typeof press>>) => {
      assert.ok(reply.is === 'card')
      return [...JSON.stringify(reply.card).matchAll(/"title":"([^"]+)","value":"([^"]+)"/g)].map(([, name, id]) => [name, id])
    }
    const NOT_HERE = 'This person cannot be chosen here any more. Nothing was changed; look again who is here.'
    beforeEach(() => act('isolate'))

    it('becomes the chosen one’s, who is told in the thread, and may act without having confirmed it', async () => {
      await store.cardPosted(CASE.id, 'card-1' as ActivityId, now)
      assert.deepEqual(choices(await press('choose-owner', await button())), [['Lena', 'oid-lena']])
      await handOver(LENA.id, { back: true })
      assert.deepEqual((await review()).owner, LENA)
      const [{ notice, threadId }] = (await told()) as [Awaited<ReturnType<typeof told>>[number]]
      assert.deepEqual([notice.mention, threadId], [LENA, 'card-1'])
      assert.deepEqual(
        [notice.title, ...notice.lines],
        ['Isolation of srv-db-02.fabrikam.example handed over', 'By Kim. Review due 3 Nov 12:00 UTC.'],
      )
      const [last] = await store.audit(1)
      const { from, to } = last?.detail ?? {}
      assert.deepEqual([last?.event, last?.person?.id, from, to], ['review.handed-over', KIM.id, ROBIN.id, LENA.id])
    })

    it('goes to nobody who is not in the channel now', async () => {
      assert.deepEqual(await handOver('oid-stranger'), { is: 'words', text: NOT_HERE })
      assert.deepEqual([(await review()).owner, await whys(), await told()], [ROBIN, ['not among those of the channel'], []])
    })

    for (const [who, over] of [
      ['a guest', { role: 'Guest' }],
      ['somebody unknown to Entra', { role: 'anonymous' }],
      ['somebody of another tenant', { tenantId: 'another' }],
    ] as const)
      it(`is not offered to ${who}, and goes not to them`, async () => {
        roster = [member(LENA, over), member(ROBIN)]
        assert.match(JSON.stringify(await press('choose-owner', await button())), /Nobody else of your organisation/)
        assert.deepEqual(await handOver(LENA.id), { is: 'words', text: NOT_HERE })
        assert.equal((await review()).revision, 1)
      })

    it('stays with its owner when the review has changed since the card was drawn', async () => {
      const drawn = await button({ to: LENA.id })
      await press('extend-review', await button())
      await press('hand-over-review', drawn)
      assert.deepEqual([(await review()).owner, await whys()], [ROBIN, ['out of date']])
    })

    it('stays with its owner while Teams does not tell who is there, which is said', async () => {
      const busy = /only so often\. Nothing was changed/
      const silent = /did not tell who is in this channel\. Nothing was changed/
      for (const [code, words] of [
        ['throttled', busy],
        ['unclear', silent],
      ] as const) {
        roster = new BotError(code, 'no roster')
        for (const reply of [await press('choose-owner', await button()), await handOver(LENA.id)])
          assert.ok(reply.is === 'words' && words.test(reply.text), JSON.stringify(reply))
      }
      assert.equal((await review()).revision, 1)
    })

    it('waits until somebody is chosen', async () => {
      assert.deepEqual(await handOver(''), { is: 'words', text: 'Choose a person first. Nothing was changed.' })
    })

    it('offers forty names at most, and says how many more there are', async () => {
      roster = Array.from({ length: 43 }, (_, at) => member({ id: `oid-${at}` as PersonId, name: `Person ${at}` }))
      const chosen = await press('choose-owner', await button())
      assert.equal(choices(chosen).length, 40)
      assert.match(JSON.stringify(chosen), /3 more are here: ask them to take it over/)
    })

    it('leads back to the review that it was opened from', async () => {
      const shared = await press('back-to-review', await button())
      const alone = await press('back-to-review', await button({ back: true }))
      const titles = [shared, alone].map((reply) => JSON.stringify(reply).includes('"title":"Back"'))
      assert.deepEqual(titles, [false, true])
    })
  })
})

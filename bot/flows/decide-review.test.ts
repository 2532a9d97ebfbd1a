import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ActivityId, ConversationId, PersonId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { AS, CASE, DAY, KIM, LENA, type MACHINE, member, NOW, ROBIN, reviewWorld } from '../test/review-world.ts'

describe('deciding about the review of an isolation', () => {
  const world = reviewWorld()
  const { act, done, review, press, button } = world
  const ELSEWHERE = {
    is: 'words',
    text: 'This button is not one of mine, or its card is from another place or no longer shown. Nothing was done.',
  }

  const whys = async () =>
    (await world.store.audit(9)).flatMap(({ event, detail }) => (event === 'click.refused' ? detail['why'] : []))

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
    await world.store.saveCases([{ ...CASE, machineId: 'f'.repeat(40) as typeof MACHINE }])
    assert.deepEqual(await press('extend-review', await button()), ELSEWHERE)
    assert.equal((await review()).revision, 1)
  })

  it('asks whoever presses to sign in, for this button of this review alone', async () => {
    await act('isolate')
    world.as = new BotError('sign-in-needed', 'no session')
    const asked = await press('take-over-review', await button())
    assert.ok(asked.is === 'sign-in' && asked.url.endsWith(`take-over-review:${(await review()).id}`))
    assert.equal((await review()).revision, 1)
  })

  it('changes nothing for somebody who may not isolate, as far as the token tells', async () => {
    await act('isolate')
    world.as = { ...AS, mode: 'application', roles: ['Reader'] }
    const reader = await press('take-over-review', await button())
    assert.ok(reader.is === 'words' && /needs the app role Responder/.test(reader.text))
    assert.deepEqual([(await review()).owner, await whys()], [ROBIN, ['role-missing']])
  })

  it('changes nothing for somebody whom Defender does not show the machine', async () => {
    await act('isolate')
    world.defender.failReads = new BotError('not-found', 'hidden')
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

  describe('handed over', () => {
    const told = async () =>
      (await world.store.claim(world.now, [], 9)).flatMap(({ content }) => (content.what === 'notice' ? [content] : []))
    const handOver = async (to: string, over: object = {}) => press('hand-over-review', await button({ to, ...over }))
    const choices = (reply: Awaited<ReturnType<typeof press>>) => {
      assert.ok(reply.is === 'card')
      return [...JSON.stringify(reply.card).matchAll(/"title":"([^"]+)","value":"([^"]+)"/g)].map(([, name, id]) => [name, id])
    }
    const NOT_HERE = 'This person cannot be chosen here any more. Nothing was changed; look again who is here.'
    beforeEach(() => act('isolate'))

    it('becomes the chosen one’s, who is told in the thread, and may act without having confirmed it', async () => {
      await world.store.cardPosted(CASE.id, 'card-1' as ActivityId, world.now)
      assert.deepEqual(choices(await press('choose-owner', await button())), [['Lena', 'oid-lena']])
      await handOver(LENA.id, { back: true })
      assert.deepEqual((await review()).owner, LENA)
      const [{ notice, threadId }] = (await told()) as [Awaited<ReturnType<typeof told>>[number]]
      assert.deepEqual([notice.mention, threadId], [LENA, 'card-1'])
      assert.deepEqual(
        [notice.title, ...notice.lines],
        ['Isolation of srv-db-02.fabrikam.example handed over', 'By Kim. Review due 3 Nov 12:00 UTC.'],
      )
      const [last] = await world.store.audit(1)
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
        world.roster = [member(LENA, over), member(ROBIN)]
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
        world.roster = new BotError(code, 'no roster')
        for (const reply of [await press('choose-owner', await button()), await handOver(LENA.id)])
          assert.ok(reply.is === 'words' && words.test(reply.text), JSON.stringify(reply))
      }
      assert.equal((await review()).revision, 1)
    })

    it('waits until somebody is chosen', async () => {
      assert.deepEqual(await handOver(''), { is: 'words', text: 'Choose a person first. Nothing was changed.' })
    })

    it('offers forty names at most, and says how many more there are', async () => {
      world.roster = Array.from({ length: 43 }, (_, at) => member({ id: `oid-${at}` as PersonId, name: `Person ${at}` }))
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

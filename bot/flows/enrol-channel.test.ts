import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { CaseId, ConversationId, PersonId, RuleId } from '../domain/ids.ts'
import type { Inbound, Origin } from '../domain/inbound.ts'
import { instantOf } from '../domain/instant.ts'
import { fresh } from '../domain/plan.ts'
import type { TeamDirectory } from '../ports.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleCase, sampleRule } from '../test/samples.ts'
import { enrolChannel } from './enrol-channel.ts'

const NOW = instantOf(0)
const TEAM = { id: '19:general' as ConversationId, name: 'SOC' }
const origin = (over: Partial<Origin> = {}): Origin => ({
  conversationId: TEAM.id,
  kind: 'channel',
  serviceUrl: 'https://smba.trafficmanager.net/emea/t/',
  tenantId: 't',
  team: TEAM,
  channel: null,
  threadId: null,
  from: { personId: 'robin' as PersonId, name: 'Robin' },
  ...over,
})
const chat = origin({ kind: 'personal', conversationId: 'a:1' as ConversationId, team: null })
const inChannel = (id: string, name: string | null = null) =>
  origin({ conversationId: id as ConversationId, channel: { id: id as ConversationId, name } })

describe('the conversations that the bot knows', () => {
  let store: Store
  let directory: TeamDirectory
  let failures: BotError[]
  let lostOperators: ConversationId[]

  beforeEach(async () => {
    store = await freshStore()
    failures = []
    lostOperators = []
    directory = {
      channels: async () => [
        { id: TEAM.id, name: null },
        { id: '19:high' as ConversationId, name: 'High severity' },
      ],
    }
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const hear = (is: Inbound['is'], from: Origin) =>
    enrolChannel(
      {
        store,
        directory,
        now: () => NOW,
        failed: (error) => failures.push(error),
        operatorLost: (id) => lostOperators.push(id),
      },
      { is, origin: from } as Inbound,
      AbortSignal.timeout(5000),
    )
  const known = async () =>
    (await store.conversations()).map(({ id, name, team, state }) => [id, team?.name ?? null, name, state]).sort()

  it('are all channels of a team once the app is installed there, General by its name', async () => {
    await hear('installed', origin())
    assert.deepEqual(await known(), [
      ['19:general', 'SOC', 'General', 'live'],
      ['19:high', 'SOC', 'High severity', 'live'],
    ])
  })

  it('is at least the one that Teams named, when the others cannot be asked for', async () => {
    directory = { channels: () => Promise.reject(new BotError('throttled', 'Teams GET: 429')) }
    await hear('installed', origin())
    assert.equal((await known()).length, 1)
    assert.equal(failures.length, 1)
  })

  it('are a person’s own chat, by their name', async () => {
    await hear('installed', chat)
    assert.deepEqual(await known(), [['a:1', null, 'Robin', 'live']])
    assert.equal((await store.conversation('a:1' as ConversationId))?.personId, 'robin')
  })

  it('are gone with the app, all of the team, and back with it', async () => {
    await hear('installed', origin())
    await hear('installed', chat)
    await hear('removed', origin())
    assert.deepEqual(
      (await known()).map(([, , , state]) => state),
      ['gone', 'gone', 'live'],
    )
    await hear('installed', origin())
    assert.deepEqual(
      (await known()).map(([, , , state]) => state),
      ['live', 'live', 'live'],
    )
  })

  it('lose one channel that was deleted', async () => {
    await hear('installed', origin())
    await hear('channel-deleted', inChannel('19:high'))
    assert.deepEqual(
      (await known()).map(([, , , state]) => state),
      ['live', 'deleted'],
    )
  })

  describe('are lost', () => {
    const HIGH = '19:high' as ConversationId
    const elsewhere = sampleCase({ id: 'd'.repeat(24) as CaseId, conversationId: TEAM.id })
    const queue = (conversationId: ConversationId) =>
      store.enqueue([fresh(`text:${conversationId}`, conversationId, { what: 'text', text: 'Hi', threadId: null }, 1, 0)], NOW)
    const told = async () =>
      (await store.claim(NOW, [], 9)).flatMap(({ content, conversationId }) =>
        content.what === 'notice' ? [[conversationId, content.notice.title, ...content.notice.lines]] : [],
      )

    beforeEach(async () => {
      await hear('installed', origin())
      await hear('installed', chat)
      await store.setCursor('operator', chat.conversationId)
      await store.addRule(sampleRule({ conversationId: HIGH }))
      await store.addRule(sampleRule({ id: 'r2' as RuleId, conversationId: TEAM.id }))
      await queue(HIGH)
      await store.saveCases([sampleCase({ conversationId: HIGH }), elsewhere])
    })

    it('by a removal: the operator is told once, and what waits goes on waiting', async () => {
      await hear('removed', origin())
      await hear('removed', origin())
      assert.deepEqual(await told(), [
        [
          'a:1',
          'I was removed',
          'SOC / General, SOC / High severity',
          'What is meant for it waits until I am installed there again: npm run outbox -- list',
        ],
      ])
      assert.deepEqual([(await store.counts()).waiting, (await store.rules()).length], [1, 2])
    })

    it('with a deleted channel: its rules end and what waits is given up, on record and told', async () => {
      await hear('channel-deleted', inChannel(HIGH))
      assert.deepEqual(await told(), [
        [
          'a:1',
          'A channel was deleted',
          'SOC / High severity',
          'Its rules have ended. Not sent and given up: 1, see npm run outbox -- list',
        ],
      ])
      const [dead, ...others] = await store.stuck(9)
      assert.deepEqual([dead?.key, dead?.state, dead?.why], ['text:19:high', 'dead', 'A channel was deleted in Teams'])
      assert.deepEqual(others, [])
      assert.deepEqual(
        (await store.rules()).map(({ id }) => id),
        ['r2'],
      )
      assert.deepEqual(await store.openCaseIds(), [elsewhere.id])
      const [entry] = await store.audit(1)
      assert.deepEqual([entry?.event, entry?.detail['by'], entry?.person], ['rule.removed', 'deleted', null])
    })

    it('with a deleted team, also where we were removed from it before or after', async () => {
      await hear('removed', origin())
      await hear('team-deleted', origin())
      await hear('removed', origin())
      assert.deepEqual(
        (await known()).map(([, , , state]) => state),
        ['deleted', 'deleted', 'live'],
      )
      assert.deepEqual([await store.rules(), (await store.counts()).waiting, (await store.counts()).dead], [[], 0, 1])
    })

    it('without a word, where the operator conversation is lost itself: it is still the one after a removal', async () => {
      await store.setCursor('operator', TEAM.id)
      await hear('removed', origin())
      assert.deepEqual([await told(), await store.cursor('operator'), lostOperators], [[], TEAM.id, []])
    })

    it('and where the operator conversation is deleted there is none any more, which is logged and on record once', async () => {
      await store.setCursor('operator', TEAM.id)
      await hear('team-deleted', origin())
      await hear('team-deleted', origin())
      assert.deepEqual([await told(), await store.cursor('operator'), lostOperators], [[], null, [TEAM.id]])
      const lost = (await store.audit(9)).filter(({ event }) => event === 'operator.lost')
      assert.deepEqual(
        lost.map(({ person, detail }) => [person, detail]),
        [[null, { conversationId: TEAM.id }]],
      )
    })

    it('not for ever: a channel that is restored is alive again', async () => {
      await hear('channel-deleted', inChannel(HIGH))
      await hear('channel-known', inChannel(HIGH))
      assert.equal((await store.conversation(HIGH))?.state, 'live')
    })
  })

  it('learn of new channels and new names', async () => {
    await hear('installed', origin())
    await hear('channel-known', inChannel('19:night', 'Night shift'))
    await hear('channel-known', inChannel('19:high', 'Very high severity'))
    await hear('team-renamed', origin({ team: { id: TEAM.id, name: 'Blue team' } }))
    assert.deepEqual(
      (await known()).map(([, team, name]) => [team, name]),
      [
        ['Blue team', 'General'],
        ['Blue team', 'Very high severity'],
        ['Blue team', 'Night shift'],
      ],
    )
  })

  it('keep their names when an activity does not carry them, and follow the connector when it moves', async () => {
    await hear('installed', origin())
    await hear('message', {
      ...inChannel('19:high'),
      serviceUrl: 'https://smba.trafficmanager.net/amer/t/',
      team: { id: TEAM.id, name: null },
    })
    const high = await store.conversation('19:high' as ConversationId)
    assert.deepEqual(
      [high?.name, high?.team?.name, high?.serviceUrl],
      ['High severity', 'SOC', 'https://smba.trafficmanager.net/amer/t/'],
    )
  })
})

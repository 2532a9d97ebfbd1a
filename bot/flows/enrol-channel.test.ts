import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ConversationId, PersonId } from '../domain/ids.ts'
import type { Inbound, Origin } from '../domain/inbound.ts'
import { instantOf } from '../domain/instant.ts'
import type { TeamDirectory } from '../ports.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { enrolChannel } from './enrol-channel.ts'

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

  beforeEach(async () => {
    store = await freshStore()
    failures = []
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
      { store, directory, now: () => instantOf(0), failed: (error) => failures.push(error) },
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
      ['live', 'gone'],
    )
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

import assert from 'node:assert/strict'
import type { CredentialKind } from '../../credential.ts'
import { BotError } from '../../domain/error.ts'
import { instantOf } from '../../domain/instant.ts'
import { Secret } from '../../secret.ts'
import { newCertificate } from '../../test/certificate.ts'
import { newSealingKey } from '../../test/fixed-secret.ts'
import { openCredentials } from './credentials.ts'
import type { Kept, Shelf } from './shelf.ts'

const SECRETS = { bot: 'secret', sso: 'secret' } as const

describe('the credentials of both registrations', () => {
  let shelf: Map<string, Kept>
  let isAway: boolean
  let reads: number
  let told: string[]
  let ms: number

  const put = (name: string, value: string, endsAt: number | null = null): void => {
    shelf.set(name, {
      value: new Secret(value),
      version: `v-${value}`,
      endsAt: endsAt === null ? null : instantOf(endsAt),
      madeAt: null,
    })
  }
  const onShelf: Shelf = {
    async read(name) {
      reads += 1
      const kept = shelf.get(name)
      if (isAway) throw new BotError('unreachable', `${name} is away`)
      if (!kept) throw new BotError('not-found', `there is no ${name}`)
      return kept
    },
    before: async () => null,
  }
  const open = (kinds: Readonly<Record<'bot' | 'sso', CredentialKind>> = SECRETS) =>
    openCredentials({
      shelf: onShelf,
      identity: { credential: () => Promise.reject(new Error('not asked')), token: async (scope) => `token for ${scope}` },
      openSessionKeys: async () => ({ current: newSealingKey(), refresh: async () => undefined }),
      exchangeScope: 'api://AzureADTokenExchange/.default',
      kinds,
      now: () => instantOf(1_700_000_000_000 + ms),
      nowMs: () => ms,
      renewed: (name, version) => told.push(`${name} ${version}`),
      unread: () => told.push('unread'),
      readAgain: () => told.push('read again'),
    })
  const secretOf = ({ bot }: Awaited<ReturnType<typeof open>>) => {
    const credential = bot.current()
    assert.ok(credential.is === 'secret')
    return credential.secret.reveal()
  }

  beforeEach(() => {
    shelf = new Map()
    isAway = false
    reads = 0
    told = []
    ms = 0
    put('bot-secret', 'one')
    put('sso-secret', 'two', 1_800_000_000_000)
  })

  it('are not opened without what they begin with, which is named', async () => {
    shelf.delete('sso-secret')
    await assert.rejects(open(), { code: 'not-found', message: 'there is no sso-secret' })
  })

  it('become the newest version at a refresh, and stay the same object without one', async () => {
    const credentials = await open()
    const before = credentials.sso.current()
    put('bot-secret', 'three')
    await credentials.refresh()
    assert.equal(secretOf(credentials), 'three')
    assert.equal(credentials.sso.current(), before)
    assert.deepEqual(told, ['bot-secret v-three'])
  })

  it('stay in memory while they cannot be read, which is told once, as is that they can again', async () => {
    const credentials = await open()
    isAway = true
    ms = 5000
    await credentials.refresh()
    ms = 9000
    await credentials.refresh()
    assert.equal(secretOf(credentials), 'one')
    assert.equal(credentials.unreadSince(), instantOf(1_700_000_005_000))
    isAway = false
    await credentials.refresh()
    assert.equal(credentials.unreadSince(), null)
    assert.deepEqual(told, ['unread', 'read again'])
  })

  it('are looked for when Entra refuses one, by many at once only once, and again after a minute', async () => {
    const credentials = await open()
    const used = credentials.bot.current()
    reads = 0
    assert.deepEqual(await Promise.all([credentials.bot.renew(used), credentials.bot.renew(used)]), [false, false])
    assert.equal(reads, 1)
    put('bot-secret', 'three')
    ms = 59_999
    assert.equal(await credentials.bot.renew(used), false)
    ms = 60_000
    assert.equal(await credentials.bot.renew(used), true)
    assert.equal(secretOf(credentials), 'three')
    assert.equal(reads, 2)
  })

  it('are not looked for when there is a newer one than that which was refused', async () => {
    const credentials = await open()
    const used = credentials.bot.current()
    put('bot-secret', 'three')
    await credentials.refresh()
    reads = 0
    assert.equal(await credentials.bot.renew(used), true)
    assert.equal(reads, 0)
  })

  it('say that they cannot be read when nobody but a refusal asked', async () => {
    const credentials = await open()
    isAway = true
    assert.equal(await credentials.bot.renew(credentials.bot.current()), false)
    assert.notEqual(credentials.unreadSince(), null)
  })

  it('keep the one before when the newest is of no use, and say so', async () => {
    put('bot-certificate', newCertificate(new Date('2027-02-01T09:05:00Z')).pem)
    const credentials = await open({ ...SECRETS, bot: 'certificate' })
    const before = credentials.bot.current()
    put('bot-certificate', 'no certificate')
    await credentials.refresh()
    assert.equal(credentials.bot.current(), before)
    assert.deepEqual(told, ['unread'])
  })

  it('say when they end, where that is known', async () => {
    const credentials = await open()
    assert.deepEqual(credentials.endings(), [{ name: 'sso-secret', version: 'v-two', endsAt: instantOf(1_800_000_000_000) }])
  })

  it('are a managed identity’s token where they are federated, and nothing is kept for it', async () => {
    const { bot } = await open({ ...SECRETS, bot: 'federated' })
    const credential = bot.current()
    assert.ok(credential.is === 'federated')
    assert.equal(await credential.assertion(), 'token for api://AzureADTokenExchange/.default')
    assert.equal(reads, 1)
  })
})

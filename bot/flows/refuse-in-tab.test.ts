import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { refuseInTab } from './refuse-in-tab.ts'

const NOW = '2026-11-02T09:05:00.0000000Z' as Instant

describe('what is refused in the tab', () => {
  const signIn = { begin: async () => '/auth/start', redeem: () => assert.fail('nothing to redeem') }
  const MACHINE = 'a'.repeat(40) as MachineId
  const WISH = { verb: 'machines/isolate', machineId: MACHINE }
  const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin', token: '', endsAt: NOW }
  let store: Store

  beforeEach(async () => {
    store = await freshStore()
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const refuse = (
    error: BotError,
    {
      mode = 'delegated' as 'delegated' | 'application',
      viewer = ROBIN as typeof ROBIN | null,
      wish = WISH as typeof WISH | null,
    } = {},
  ) => refuseInTab({ store, now: () => NOW, signIn, mode }, error, viewer, wish)
  const onRecord = async () =>
    (await store.audit(9)).map(({ event, person, machineId, detail }) => [
      event,
      person?.name,
      machineId,
      detail['verb'],
      detail['why'],
    ])

  describe('by a 401', () => {
    const told = async (mode: 'delegated' | 'application', acting: boolean) => {
      const wish = acting ? WISH : null
      const { status, title, detail } = await refuse(new BotError('unauthorized', '401'), { mode, viewer: null, wish })
      return `${status} ${title}: ${detail}`
    }

    it('is about the sign-in of whoever asked where their token is used', async () =>
      assert.match(await told('delegated', false), /^403 Your sign-in was not accepted: /))

    it('is about PocketSOC in application mode, says whom to tell, and that nothing was done once', async () => {
      assert.match(await told('application', false), /^403 PocketSOC itself was not accepted: .*tell whoever runs PocketSOC\.$/)
      assert.match(await told('application', true), /tell whoever runs PocketSOC\. Nothing was done\.$/)
      assert.doesNotMatch(await told('application', true), /your sign-in/i)
    })
  })

  it('is on record when somebody may not do what they want, or there is nothing of the kind in their sight', async () => {
    assert.equal((await refuse(new BotError('forbidden', 'Entra: invalid_grant'))).status, 403)
    assert.equal((await refuse(new BotError('not-found', 'no such batch'))).status, 404)
    assert.deepEqual(await onRecord(), [
      ['tab.refused', 'Robin', MACHINE, 'machines/isolate', 'no such batch'],
      ['tab.refused', 'Robin', MACHINE, 'machines/isolate', 'not assigned to PocketSOC'],
    ])
  })

  it('is on record once', async () => {
    await refuse(new BotError('not-found', 'Defender hides the machine', { onRecord: true }))
    assert.deepEqual(await onRecord(), [])
  })

  it('is not on record when they only look, when nobody is proven, or when it is no refusal', async () => {
    await refuse(new BotError('not-found', 'no such alert'), { wish: null })
    await refuse(new BotError('not-found', 'no such alert'), { viewer: null })
    await refuse(new BotError('unreachable', 'no connection'))
    await refuse(new BotError('sign-in-needed', 'no session'))
    assert.deepEqual(await onRecord(), [])
  })
})

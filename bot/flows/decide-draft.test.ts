import assert from 'node:assert/strict'
import type { Click } from '../domain/click.ts'
import type { Draft } from '../domain/draft.ts'
import type { DraftId, RuleId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { ActingPerson } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { onEveryStore } from '../test/every-store.ts'
import { sampleApproval, sampleConversation, sampleMachine, samplePolicy, sampleRule } from '../test/samples.ts'
import { decideDraft } from './decide-draft.ts'

const NOW = '2026-11-02T12:00:00.0000000Z' as Instant
const ID = 'd'.repeat(16) as DraftId
const WISH = { leastSeverity: 'High', statuses: ['New'], machineGroups: [], lookBackMs: 0, reviewMs: null } as const
const { id: conversationId } = sampleConversation()

onEveryStore('What somebody wrote and a lead confirms', (given) => {
  let store: Store
  /** What fails, in the next transaction. */
  let failing: keyof Records | null

  beforeEach(async () => {
    store = await given().open()
    failing = null
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
  })

  const faulty = (): Store => ({
    ...store,
    transaction: (work) =>
      store.transaction((records) =>
        work(failing ? { ...records, [failing]: () => Promise.reject(new Error('the database is away')) } : records),
      ),
    [Symbol.asyncDispose]: async () => undefined,
  })
  const lead = async () => ({ roles: ['Lead'] }) as unknown as ActingPerson
  const press = (kind: 'channel' | 'personal' = 'channel', shown: string[] | null = null) => {
    const ports = {
      store: faulty(),
      tokens: { fromSession: lead, fromSso: lead, signOut: async () => undefined },
      signIn: { begin: () => assert.fail('nobody is asked to sign in'), redeem: () => assert.fail('nothing to redeem') },
      defender: { machineGroups: async () => shown ?? assert.fail('Defender is not asked') },
      mode: 'delegated' as const,
      policy: samplePolicy(),
      now: () => NOW,
      newId: () => 'e'.repeat(16),
      noticeCard: (notice: object) => notice,
    }
    const click: Click = {
      person: sampleApproval().askedBy,
      conversationId,
      kind,
      verb: 'decide',
      data: { draftId: ID },
      automatic: false,
      signInCode: null,
      ssoToken: null,
    }
    return decideDraft(ports, click, AbortSignal.timeout(5000))
  }
  const write = (change: Draft['change']) => store.addDraft({ id: ID, conversationId, change, endsAt: plusMs(NOW, 60_000) }, NOW)

  describe('in their own chat', () => {
    const groups = async () => (await store.rules()).map(({ machineGroups }) => machineGroups)
    beforeEach(async () => {
      await store.saveConversation(sampleConversation({ kind: 'personal', team: null, personId: sampleApproval().askedBy.id }))
      await store.replaceRule(sampleRule({ machineGroups: ['Servers', 'Workstations'], confirmedAt: null }))
      await store.saveMachines([sampleMachine({ machineGroup: 'Workstations' })])
    })

    it('has rules that paused go on as far as Defender shows them now', async () => {
      await write({ do: 'go-on' })
      const answer = await press('personal', ['Servers', 'Executives'])
      assert.match(JSON.stringify(answer), /"Watching".*Machine groups Servers"/)
      assert.deepEqual(await groups(), [['Servers']])
      assert.deepEqual((await store.rules())[0]?.since, NOW)
    })

    it('ends them where Defender shows none of it, and says so', async () => {
      await write({ do: 'go-on' })
      assert.match(JSON.stringify(await press('personal', [])), /Nothing is watched here/)
      assert.deepEqual(await groups(), [])
    })

    it('holds the other rules against what Defender shows, too, when another is set or refused', async () => {
      await write({ do: 'watch', wish: { ...WISH, machineGroups: ['Executives'] } })
      assert.match(JSON.stringify(await press('personal', ['Servers'])), /shows you no machine group Executives/)
      assert.deepEqual(await groups(), [['Servers']])
    })

    it('is there to be pressed again when the database fails', async () => {
      await write({ do: 'go-on' })
      failing = 'replaceRule'
      await assert.rejects(press('personal', ['Servers']), /the database is away/)
      failing = null
      assert.equal((await press('personal', ['Servers'])).is, 'card')
    })
  })

  for (const [change, last] of [
    [{ do: 'watch', wish: WISH }, 'appendAudit'],
    [{ do: 'unwatch', ruleId: sampleRule().id as RuleId }, 'removeRule'],
    [{ do: 'digest', wanted: true }, 'appendAudit'],
    [{ do: 'operator' }, 'appendAudit'],
    [{ do: 'stop' }, 'appendAudit'],
    [{ do: 'digest', wanted: true }, 'enqueue'],
  ] as const) {
    it(`is there to be pressed again when "${change.do}" fails at ${last}, and is done once`, async () => {
      await write(change)
      failing = last
      await assert.rejects(press(), /the database is away/)
      assert.deepEqual([await store.audit(9), await store.digestPlans()], [[], []])

      failing = null
      assert.equal((await press()).is, 'card')
      assert.equal((await store.audit(9)).length, 1)
      assert.equal((await press()).is, 'words')
      assert.equal((await store.audit(9)).length, 1)
    })
  }
})

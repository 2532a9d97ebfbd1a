import assert from 'node:assert/strict'
import { wanted } from '../domain/action-kind.ts'
import type { ActionId, IntentId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import { markedComment } from '../domain/machine-action.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleIntent } from '../test/samples.ts'
import { auditIntent } from './audit-intent.ts'
import { reconcileAudit } from './reconcile-audit.ts'

const NOW = instantOf(Date.UTC(2026, 10, 24, 12))
const DAY = 86_400_000
const RELEASE = 'bb'.repeat(8) as IntentId

const MACHINE = sampleIntent().machineId
const ISOLATE = { ...wanted('isolate'), comment: markedComment('Dumping', sampleIntent().id) }

describe('reconciling the audit with Defender', () => {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  beforeEach(async () => {
    store = await freshStore()
    defender = new FakeDefender(() => now)
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const record = async (at: Instant, over: Partial<Intent>) => {
    for (const state of ['asked', 'sending', 'accepted'] as const)
      await auditIntent(
        store,
        sampleIntent({ ...over, state, actionId: state === 'accepted' ? defender.actions[0]!.id : null }),
        at,
      )
  }
  const reconcile = (since: Instant) =>
    reconcileAudit({ store, actions: defender, now: () => NOW }, since, AbortSignal.timeout(5000))

  it('knows both wishes of an isolation that was asked long before and cancelled since', async () => {
    now = plusMs(NOW, -3 * DAY)
    const begun = await defender.act(MACHINE, ISOLATE)
    await record(now, {})
    now = plusMs(NOW, -DAY / 2)
    await defender.cancel(begun.id, markedComment('Release', RELEASE))
    await record(now, { id: RELEASE, verb: 'unisolate' })
    assert.deepEqual(await reconcile(plusMs(NOW, -DAY)), { actions: 1, intents: 2, findings: [] })
  })

  for (const [mode, found] of [
    ['delegated', ['different']],
    ['application', []],
  ] as const) {
    it(`holds ${found.length ? 'the person' : 'nobody'} against whom Defender recorded in ${mode} mode`, async () => {
      now = plusMs(NOW, -DAY)
      defender.requestor = 'PocketSOC SSO'
      await defender.act(MACHINE, ISOLATE)
      await record(now, { mode })
      const { findings } = await reconcile(plusMs(NOW, -2 * DAY))
      assert.deepEqual(
        findings.map(({ is }) => is),
        found,
      )
    })
  }

  it('finds what Defender lost and what the audit never had', async () => {
    now = plusMs(NOW, -DAY)
    const begun = await defender.act(MACHINE, ISOLATE)
    await record(now, {})
    defender.actions = [{ ...begun, id: 'another' as ActionId, comment: markedComment('Dumping', RELEASE) }]
    const { findings } = await reconcile(plusMs(NOW, -2 * DAY))
    assert.deepEqual(
      findings.map(({ is }) => is),
      ['unrecorded', 'unlisted'],
    )
  })
})

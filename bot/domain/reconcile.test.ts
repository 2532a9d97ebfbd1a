import assert from 'node:assert/strict'
import type { ActionId, IntentId, MachineId } from './ids.ts'
import { instantOf, plusMs } from './instant.ts'
import type { MachineAction } from './machine-action.ts'
import type { Finding, RecordedIntent } from './reconcile.ts'
import { reconcile } from './reconcile.ts'

const NOW = instantOf(Date.UTC(2026, 10, 24, 12))
const HOUR = 3_600_000
const ago = (ms: number) => plusMs(NOW, -ms)
const ID = '00000000000000aa' as IntentId
const MACHINE = 'ab'.repeat(20) as MachineId

const action = (over: Partial<MachineAction> = {}): MachineAction => ({
  id: 'action-1' as ActionId,
  type: 'Isolate',
  status: 'Succeeded',
  scope: 'Full',
  sha1: null,
  requestor: 'Robin@fabrikam.example',
  comment: `Dumping [PocketSOC ${ID}]`,
  cancellationComment: null,
  source: 'PublicApi',
  machineId: MACHINE,
  createdAt: ago(HOUR),
  updatedAt: ago(HOUR),
  ...over,
})
const intent = (over: Partial<RecordedIntent> = {}): RecordedIntent => ({
  id: ID,
  machineId: MACHINE,
  verb: 'isolate',
  upn: 'robin@fabrikam.example',
  state: 'accepted',
  actionId: 'action-1' as ActionId,
  at: ago(HOUR),
  ...over,
})
const compare = (actions: readonly MachineAction[], intents: readonly RecordedIntent[]) =>
  reconcile(actions, new Map(intents.map((one) => [one.id, one])), ago(24 * HOUR), NOW)
const short = (finding: Finding) =>
  finding.is === 'different' ? `${finding.what}: ${finding.recorded} / ${finding.listed}` : finding.is

describe('holding Defender’s list against the audit', () => {
  it('finds nothing where both say the same, in upper or lower case', () => {
    assert.deepEqual(compare([action()], [intent()]), [])
  })

  for (const [what, actions, intents, found] of [
    ['an isolation made in Defender', [action({ comment: 'By hand' })], [], ['direct']],
    ['a release made in Defender', [action({ type: 'Unisolate', comment: null })], [], ['direct']],
    ['a scan made in Defender', [action({ type: 'RunAntiVirusScan', comment: null })], [], ['direct']],
    ['nothing of a kind that cannot be asked for here', [action({ type: 'LiveResponse', comment: null })], [], []],
    ['nothing where a scan is a scan', [action({ type: 'RunAntiVirusScan' })], [intent({ verb: 'scan' })], []],
    ['nothing where a machine was contained', [action()], [intent({ verb: 'contain' })], []],
    ['a mark that nobody here made', [action()], [], ['unrecorded']],
    ['a mark on another kind of action', [action({ type: 'Offboard' })], [intent()], ['verb: isolate / offboard']],
    ['another machine', [action()], [intent({ machineId: 'x' as MachineId })], [`machine: x / ${MACHINE}`]],
    ['another verb', [action()], [intent({ verb: 'unisolate' })], ['verb: unisolate / isolate']],
    ['another requestor', [action({ requestor: 'app' })], [intent()], ['requestor: robin@fabrikam.example / app']],
    ['no requestor', [action({ requestor: null })], [intent()], ['requestor: robin@fabrikam.example / none']],
    ['nothing where the UPN is erased', [action()], [intent({ upn: null })], []],
    ['an act that was refused here', [action()], [intent({ state: 'refused', actionId: null })], ['outcome: refused / accepted']],
    ['an act that was lost here', [action()], [intent({ state: 'lost', actionId: null })], ['outcome: lost / accepted']],
    ['one that is unknown for long', [action()], [intent({ state: 'unknown', actionId: null })], ['outcome: unknown / accepted']],
    ['nothing while it is read back', [action()], [intent({ state: 'unknown', actionId: null, at: NOW })], []],
    [
      'one wish with two actions',
      [action(), action({ id: 'action-2' as ActionId })],
      [intent()],
      ['action: action-1 / action-2'],
    ],
    ['an accepted one that is not listed', [], [intent()], ['unlisted']],
    ['nothing while the list may lag', [], [intent({ at: ago(60_000) })], []],
    [
      'nothing from before',
      [action({ comment: null, updatedAt: ago(25 * HOUR) })],
      [intent({ id: 'b' as IntentId, at: ago(25 * HOUR) })],
      [],
    ],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(compare(actions, intents).map(short), found))
  }

  it('knows a cancelled isolation by both marks: who asked for it, and who released', () => {
    const release = intent({ id: 'bb'.repeat(8) as IntentId, verb: 'unisolate', upn: 'kim@fabrikam.example' })
    const cancelled = action({ status: 'Cancelled', cancellationComment: `Release [PocketSOC ${release.id}]` })
    assert.deepEqual(compare([cancelled], [intent(), release]), [])
    assert.deepEqual(compare([cancelled], [intent()]).map(short), ['unrecorded'])
    assert.deepEqual(compare([cancelled], [intent(), { ...release, verb: 'cancel' }]), [])
    assert.deepEqual(compare([cancelled], [intent(), { ...release, verb: 'scan' }]).map(short), ['verb: scan / unisolate'])
    const byHand = action({ ...cancelled, comment: 'By hand' })
    assert.deepEqual(compare([byHand], [release]).map(short), ['direct'])
  })
})

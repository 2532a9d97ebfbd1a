import assert from 'node:assert/strict'
import type { Approval } from '../../domain/approval.ts'
import type { ApprovalId, IntentId, MachineId, PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { plusMs } from '../../domain/instant.ts'
import type { Policy } from '../../domain/policy.ts'
import { mayAct } from '../../flows/may-act.ts'
import type { Store } from '../../records.ts'
import type { StoreUnderTest } from '../../test/every-store.ts'
import { onEveryStore } from '../../test/every-store.ts'
import {
  sampleAlert,
  sampleApproval,
  sampleCase,
  sampleConversation,
  sampleIntent,
  sampleMachine,
  samplePolicy,
} from '../../test/samples.ts'

const AT = '2026-11-02T09:05:00.0000000Z' as Instant
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const ROBIN = sampleApproval().askedBy.id
const idOf = (digit: string) => digit.repeat(16) as ApprovalId

/** Two instances; the embedded store serves one. */
async function instances(under: StoreUnderTest): Promise<[Store, Store]> {
  const one = await under.open()
  return [one, under.engine === 'SQLite' ? one : await under.open()]
}

onEveryStore('requests for a second person', (given) => {
  it('wait once for each machine, and can be asked again when they have ended', async () => {
    const store = await given().open()
    assert.equal(await store.addApproval(sampleApproval()), true)
    assert.equal(await store.addApproval(sampleApproval({ id: idOf('2') })), false)
    const elsewhere = { ...sampleApproval().request, machineId: 'cd'.repeat(20) as MachineId }
    assert.equal(await store.addApproval(sampleApproval({ id: idOf('3'), request: elsewhere })), true)
    await store.endApproval(sampleApproval().id, 'declined', LENA, AT)
    assert.equal(await store.addApproval(sampleApproval({ id: idOf('4') })), true)
    assert.deepEqual((await store.waitingApprovals()).map(({ id }) => id).sort(), [idOf('3'), idOf('4')])
  })

  it('are all on the card of their machine, the oldest first', async () => {
    const store = await given().open()
    await store.saveConversation(sampleConversation())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    const { id: caseId, conversationId } = sampleCase()
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId, caseId }])
    const { request } = sampleApproval()
    const older = sampleApproval({ id: idOf('8'), askedAt: plusMs(AT, -60_000), request: { ...request, family: 'scan' } })
    const elsewhere = sampleApproval({ id: idOf('3'), request: { ...request, machineId: 'cd'.repeat(20) as MachineId } })
    const ended = sampleApproval({ id: idOf('4'), request: { ...request, family: 'package' } })
    for (const one of [sampleApproval(), older, elsewhere, ended]) assert.equal(await store.addApproval(one), true)
    await store.endApproval(ended.id, 'declined', LENA, AT)
    assert.deepEqual((await store.caseFile(caseId, 9))?.approvals, [older, sampleApproval()])
  })

  it('end once, however many end them at once', async () => {
    const [one, two] = await instances(given())
    await one.addApproval(sampleApproval())
    const ended = await Promise.all([
      one.endApproval(sampleApproval().id, 'approved', LENA, AT),
      two.endApproval(sampleApproval().id, 'declined', LENA, AT),
    ])
    const [won, ...others] = ended.filter((one) => one !== null)
    assert.deepEqual([won?.endedBy, won?.endedAt, others], [LENA, AT, []])
    assert.deepEqual(await two.approval(sampleApproval().id), won)
  })

  it('wait again when whoever answered them was refused, once, at the generation after that', async () => {
    const [one, two] = await instances(given())
    await one.addApproval(sampleApproval())
    const reopen = (store: Store) => store.reopenApproval(sampleApproval().id, 7)
    assert.equal(await reopen(one), null) // it waits
    await one.endApproval(sampleApproval().id, 'bypassed', LENA, AT)
    const told = await Promise.all([reopen(one), reopen(two)])
    const again = sampleApproval({ request: { ...sampleApproval().request, generation: 7 } })
    assert.deepEqual(
      told.filter((one) => one !== null),
      [again],
    )
    assert.deepEqual(await two.waitingApprovals(), [again])
    assert.equal(await two.addApproval(sampleApproval({ id: idOf('2') })), false)
  })

  for (const how of ['declined', 'withdrawn', 'expired', 'overtaken'] as const)
    it(`do not wait again once ${how}`, async () => {
      const store = await given().open()
      await store.addApproval(sampleApproval())
      await store.endApproval(sampleApproval().id, how, null, AT)
      assert.equal(await store.reopenApproval(sampleApproval().id, 7), null)
      assert.equal((await store.approval(sampleApproval().id))?.state, how)
    })

  it('do not wait again beside another of their machine and family', async () => {
    const store = await given().open()
    await store.addApproval(sampleApproval())
    await store.endApproval(sampleApproval().id, 'approved', LENA, AT)
    await store.addApproval(sampleApproval({ id: idOf('2'), request: { ...sampleApproval().request, family: 'scan' } }))
    await store.addApproval(sampleApproval({ id: idOf('3') }))
    assert.equal(await store.reopenApproval(sampleApproval().id, 7), null)
    assert.equal((await store.approval(sampleApproval().id))?.state, 'approved')
    await store.endApproval(idOf('3'), 'declined', LENA, AT)
    assert.equal((await store.reopenApproval(sampleApproval().id, 7))?.state, 'waiting')
  })

  it('lose the names and words of a person who is forgotten, once they have ended; the kill switch too', async () => {
    const store = await given().open()
    await store.addApproval(sampleApproval())
    await store.forgetAsker(ROBIN)
    assert.equal((await store.approval(sampleApproval().id))?.askedBy.name, 'Robin')
    await store.endApproval(sampleApproval().id, 'declined', LENA, AT)
    await store.setStop({ by: sampleApproval().askedBy, at: AT, except: [] })
    await store.addIntent(approvedIntent())
    await store.forgetAsker(ROBIN)
    const { askedBy, request, endedBy } = (await store.approval(sampleApproval().id)) as Approval
    assert.deepEqual([askedBy.name, request.reason, endedBy], ['Somebody', '', LENA])
    assert.equal((await store.stop())?.by.name, 'Somebody')
    assert.equal((await store.intent(approvedIntent().id))?.approval?.askedBy.name, 'Somebody')
  })

  it('are forgotten when they ended long ago, never while they wait', async () => {
    const store = await given().open()
    await store.addApproval(sampleApproval())
    await store.forget(plusMs(AT, 1), 10)
    assert.ok(await store.approval(sampleApproval().id))
    await store.endApproval(sampleApproval().id, 'expired', null, AT)
    await store.forget(plusMs(AT, 1), 10)
    assert.equal(await store.approval(sampleApproval().id), null)
  })

  const approvedIntent = () =>
    sampleIntent({
      person: LENA,
      state: 'refused',
      approval: { id: sampleApproval().id, askedBy: sampleApproval().askedBy, how: 'approved' },
    })
})

onEveryStore('the kill switch', (given) => {
  it('is set once for every instance, and taken away', async () => {
    const [one, two] = [await given().open(), await given().open()]
    assert.equal(await one.stop(), null)
    const stop = { by: LENA, at: AT, except: ['unisolate'] as const }
    await one.setStop(stop)
    assert.deepEqual(await two.stop(), stop)
    await two.setStop(null)
    assert.equal(await one.stop(), null)
  })
})

onEveryStore('machines within an hour', (given) => {
  const { secondPerson } = samplePolicy()
  const limited = (byOnePerson: number | null, inTheTenant: number | null): Policy =>
    samplePolicy({ secondPerson: { ...secondPerson, machinesAnHour: { byOnePerson, inTheTenant } } })
  const machine = (digit: number) => String(digit).repeat(40) as MachineId
  const intent = (digit: number, over: object = {}) =>
    sampleIntent({ id: String(digit).repeat(16) as IntentId, machineId: machine(digit), ...over })
  const ask = async (store: Store, digit: number, policy: Policy, person = ROBIN as string) => {
    const asking = { verb: 'isolate', machineId: machine(digit), person, approval: null } as const
    return (await mayAct(store, policy, asking, plusMs(AT, 60 * 60_000))).is
  }

  it('are counted in the transaction that records the wish: of taps at once on two instances, one has the last', async () => {
    const stores = await instances(given())
    const tap = (digit: number) =>
      stores[digit % 2]!.transaction(async (records) => {
        const asking = { verb: 'isolate', machineId: machine(digit), person: ROBIN, approval: null } as const
        const { is } = await mayAct(records, limited(2, null), asking, AT)
        if (is === 'allowed') await records.addIntent(intent(digit))
        return is
      })
    const told = await Promise.all([1, 2, 3, 4, 5].map(tap))
    assert.equal(told.filter((is) => is === 'allowed').length, 2)
    assert.equal(told.filter((is) => is === 'second-person').length, 3)
  })

  it('count machines, not wishes; of this person, by id or UPN; and for an hour', async () => {
    const store = await given().open()
    await store.addIntent(intent(1, { state: 'accepted' }))
    await store.addIntent(sampleIntent({ id: 'e'.repeat(16) as IntentId, machineId: machine(1), state: 'accepted' }))
    assert.equal(await ask(store, 9, limited(2, null)), 'allowed')
    await store.addIntent(intent(2, { askedAt: plusMs(AT, -1) }))
    assert.equal(await ask(store, 9, limited(2, null)), 'allowed')
    await store.addIntent(intent(3))
    assert.equal(await ask(store, 9, limited(2, null)), 'second-person')
    assert.equal(await ask(store, 9, limited(2, null), 'ROBIN@fabrikam.example'), 'second-person')
    assert.equal(await ask(store, 9, limited(2, null), LENA.id), 'allowed')
    assert.equal(await ask(store, 9, limited(null, 2), LENA.id), 'second-person')
    assert.equal(await ask(store, 3, limited(2, null)), 'allowed') // itself does not count
  })

  it('do not count what was refused, what is free, and for the person what two answered for', async () => {
    const store = await given().open()
    const approval = { id: sampleApproval().id, askedBy: LENA, how: 'approved' }
    await store.addIntent(intent(1, { state: 'refused', caseId: sampleCase().id }))
    await store.addIntent(intent(2, { verb: 'unisolate' }))
    await store.addIntent(intent(3, { approval }))
    assert.equal(await ask(store, 9, limited(1, null)), 'allowed')
    assert.equal(await ask(store, 9, limited(null, 1)), 'second-person')
  })

  it('are for machines as last described', async () => {
    const store = await given().open()
    const policy = samplePolicy({
      secondPerson: { ...secondPerson, where: { ...samplePolicy().never, deviceValues: ['High'] } },
    })
    assert.equal(await ask(store, 1, policy), 'second-person') // not described
    await store.saveMachines([sampleMachine({ id: machine(1), deviceValue: 'Low' })])
    assert.equal(await ask(store, 1, policy), 'allowed')
  })
})

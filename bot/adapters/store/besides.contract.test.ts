import assert from 'node:assert/strict'
import { type StartVerb, wanted } from '../../domain/action-kind.ts'
import type { ActionId, IntentId, MachineId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Intent } from '../../domain/intent.ts'
import type { MachineAction } from '../../domain/machine-action.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { runStatement } from '../../test/run-statement.ts'
import { sampleAction, sampleAlert, sampleCase, sampleConversation, sampleIntent, sampleMachine } from '../../test/samples.ts'

const MACHINE = sampleMachine().id
const OTHER = 'f'.repeat(40) as MachineId
const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const hash = (digit: string): string => digit.repeat(40)

/** Of each kind as many as a test needs, each under its number and asked in that minute. */
const action = (n: number, over: Partial<MachineAction>): MachineAction =>
  sampleAction({ id: `action-${n}` as ActionId, type: 'RunAntiVirusScan', createdAt: at(n), updatedAt: at(n), ...over })
const wish = (n: number, verb: StartVerb, over: Partial<Intent> = {}): Intent =>
  sampleIntent({ ...wanted(verb), id: n.toString(16).padStart(16, '0') as IntentId, askedAt: at(n), ...over })

onEveryStore('What is asked besides containment', (given) => {
  it('keeps a machine busy while Defender is at it, whatever it is', async () => {
    const store = await given().open()
    const machine = (digit: string): MachineId => digit.repeat(40) as MachineId
    const actions = [
      action(1, { machineId: machine('1'), status: 'Pending' }),
      action(2, { machineId: machine('2'), status: 'InProgress', type: 'LiveResponse' }),
      action(3, { machineId: machine('3'), status: 'Succeeded' }),
      action(4, { machineId: machine('4'), status: 'Pending', type: 'Isolate' }),
      action(5, { machineId: machine('5'), status: 'Pending' }),
    ]
    await store.saveActions(actions)

    const asked = ['1', '2', '3', '4', '6'].map(machine)
    assert.deepEqual(await store.busyBesides(asked), new Set([machine('1'), machine('2')]))
    assert.deepEqual(await store.busyBesides([]), new Set())

    await store.saveActions([{ ...actions[0]!, status: 'Cancelled' }])
    assert.deepEqual(await store.busyBesides(asked), new Set([machine('2')]))
  })

  it('keeps a machine busy from the wish until it is answered', async () => {
    const store = await given().open()
    await store.addIntent(wish(1, 'isolate'))
    await store.addIntent(wish(2, 'scan', { machineId: OTHER }))
    assert.deepEqual(await store.busyBesides([MACHINE]), new Set())

    await store.addIntent(wish(3, 'scan'))
    for (const state of ['sending', 'unknown'] as const) {
      assert.deepEqual(await store.busyBesides([MACHINE]), new Set([MACHINE]))
      await store.saveIntent(wish(3, 'scan', { state }))
    }
    assert.deepEqual(await store.busyBesides([MACHINE]), new Set([MACHINE]))
    await store.saveIntent(wish(3, 'scan', { state: 'lost', closedAt: at(30) }))
    assert.deepEqual(await store.busyBesides([MACHINE]), new Set())
  })

  it('is told of one machine, the newest first and no more than wanted, open or not', async () => {
    const store = await given().open()
    await store.addIntent(wish(2, 'scan'))
    await store.addIntent(wish(4, 'quarantine', { ...wanted('quarantine', { sha1: hash('a') }) }))
    await store.addIntent(wish(3, 'collect'))
    await store.addIntent(wish(5, 'isolate'))
    await store.addIntent(wish(6, 'scan', { machineId: OTHER }))
    const refused = wish(3, 'collect', { state: 'refused', refusal: 'throttled', closedAt: at(9) })
    await store.saveIntent(refused)

    const all = await store.intentsOfMachine(MACHINE, 9)
    assert.deepEqual(
      all.map(({ verb }) => verb),
      ['quarantine', 'collect', 'scan'],
    )
    assert.deepEqual(await store.intentsOfMachine(MACHINE, 2), all.slice(0, 2))
    assert.deepEqual(all[1], refused)
  })

  it('is open once in each family, which counts its own ends', async () => {
    const store = await given().open()
    const ofFile = (n: number, digit: string) => wish(n, 'quarantine', { ...wanted('quarantine', { sha1: hash(digit) }) })
    const added: boolean[] = []
    for (const one of [
      wish(1, 'isolate'),
      wish(2, 'restrict'),
      ofFile(3, 'a'),
      ofFile(4, 'b'),
      ofFile(5, 'A'),
      wish(6, 'unrestrict'),
    ])
      added.push(await store.addIntent(one))
    assert.deepEqual(added, [true, true, true, true, false, false])

    await store.raiseGeneration(MACHINE, 'restriction')
    await store.raiseGeneration(MACHINE, `file:${hash('a')}`)
    await store.raiseGeneration(MACHINE, `file:${hash('a')}`)
    const families = ['containment', 'restriction', `file:${hash('a')}`, `file:${hash('b')}`] as const
    assert.deepEqual(await Promise.all(families.map((family) => store.generation(MACHINE, family))), [0, 1, 2, 0])
  })

  it('does not hide how a machine is contained', async () => {
    const store = await given().open()
    const scans = Array.from({ length: 50 }, (_, n) => 2 + n)
    await store.saveActions([action(1, { type: 'Isolate' }), ...scans.map((n) => action(n, {}))])
    await store.addIntent(wish(1, 'isolate', { machineId: OTHER }))
    for (const n of scans) await store.addIntent(wish(n, 'scan', { machineId: OTHER, state: 'refused' }))

    const found = await store.containments([MACHINE, OTHER])
    assert.deepEqual([found.get(MACHINE)?.is, found.get(OTHER)?.is], ['isolated', 'asking'])
  })

  it('is not hidden by it, on a card', async () => {
    const store = await given().open()
    const { id: caseId, conversationId } = sampleCase()
    await store.saveConversation(sampleConversation())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId, caseId }])
    await store.saveActions([
      action(1, {}),
      ...Array.from({ length: 20 }, (_, n) => action(2 + n, { type: n % 2 === 0 ? 'Isolate' : 'Unisolate' })),
    ])

    const file = await store.caseFile(caseId, 1)
    assert.deepEqual(
      file?.besides.map(({ family, is }) => ({ family, is })),
      [{ family: 'scan', is: 'ended' }],
    )
  })

  it('was not kept of Defender at first: what is on record from then is containment', async () => {
    const { place, open } = given()
    const store = await open()
    const { id, machineId, createdAt, sha1: _, ...body } = action(1, { type: 'Isolate', status: 'Pending' })
    await runStatement(
      place,
      `insert into machine_action (id, machine_id, final, created_at, body)
       values ('${id}', '${machineId}', 0, '${createdAt}', '${JSON.stringify({ id, machineId, createdAt, ...body })}')`,
    )

    assert.equal((await store.containments([machineId])).get(machineId)?.is, 'isolating')
    assert.deepEqual(await store.busyBesides([machineId]), new Set())
    assert.deepEqual(await store.openActions(), [action(1, { type: 'Isolate', status: 'Pending' })])
  })
})

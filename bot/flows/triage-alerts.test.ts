import assert from 'node:assert/strict'
import type { Alert } from '../domain/alert.ts'
import type { ErrorCode } from '../domain/error.ts'
import { BotError } from '../domain/error.ts'
import type { AlertId, CaseId, ConversationId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import { printOf, worthTriage } from '../domain/triage.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeAlerts } from '../test/fake-alerts.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, sampleRule, sampleTriage } from '../test/samples.ts'
import { giveUpTriages } from './give-up-triages.ts'
import { subjectOf } from './see-triage.ts'
import type { TriageWish } from './triage-alerts.ts'
import { triageAlerts } from './triage-alerts.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const AS_ROBIN: ActingPerson = {
  mode: 'delegated',
  token: 'token' as never,
  upn: 'robin@fabrikam.example',
  permissions: ['Alert.ReadWrite'],
  roles: [],
}
const idOf = (digit: number): AlertId => `da-${digit}` as AlertId
const MALWARE = { classification: 'TruePositive', determination: 'Malware' }
const OTHER_CHANNEL = '19:general@thread.tacv2' as ConversationId

describe('triage of alerts', () => {
  let store: Store
  let alerts: FakeAlerts
  let now: Instant
  let ids: number

  beforeEach(async () => {
    store = await freshStore()
    now = NOW
    ids = 0
    alerts = new FakeAlerts(() => now)
    alerts.alerts = [1, 2, 3].map((digit) => sampleAlert({ id: idOf(digit) }))
    const cases = [sampleCase(), sampleCase({ id: 'd'.repeat(24) as CaseId, conversationId: OTHER_CHANNEL })]
    await store.saveConversation(sampleConversation())
    await store.saveConversation(sampleConversation({ id: OTHER_CHANNEL }))
    await store.addRule(sampleRule())
    await store.saveAlerts(alerts.alerts, 0)
    await store.saveCases(cases)
    await store.joinAlerts(
      cases.flatMap(({ id, conversationId }) =>
        alerts.alerts.map((alert) => ({ alertId: alert.id, conversationId, caseId: id })),
      ),
    )
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => ({
    store,
    alerts,
    now: () => now,
    newId: (digits: number) => {
      ids += 1
      return ids.toString(16).padStart(digits, '0')
    },
  })
  /** What the person saw: these of Defender's alerts. */
  const seen = (digits: readonly number[]): readonly Alert[] =>
    worthTriage(alerts.alerts.filter(({ id }) => digits.some((digit) => idOf(digit) === id)))
  const triage = (digits: readonly number[], over: Partial<TriageWish> = {}, as = AS_ROBIN) => {
    const these = alerts.alerts.filter(({ id }) => digits.some((digit) => idOf(digit) === id))
    const scoped = over.scope === 'incident' ? worthTriage(alerts.alerts) : seen(digits)
    const wish: TriageWish = {
      subject: subjectOf(these, sampleMachine().id, sampleCase().id),
      scope: 'these',
      print: printOf(scoped),
      step: 'take',
      verdict: null,
      comment: null,
      person: ROBIN,
      ...over,
    }
    return triageAlerts(ports(), wish, as, AbortSignal.timeout(5000))
  }
  const onRecord = async (digit: number) => {
    const alert = await store.alert(idOf(digit))
    return [alert?.status, alert?.assignedTo]
  }
  const told = async () => (await store.audit(9)).map(({ event }) => event).reverse()
  const cardsDue = async () => (await store.claim(plusMs(now, 60_000), [], 9)).map(({ conversationId }) => conversationId).sort()

  it('takes one alert, and every card that shows it follows', async () => {
    assert.deepEqual(await triage([1]), { is: 'done', alerts: 1, updated: 1 })
    assert.deepEqual(await onRecord(1), ['InProgress', 'robin@fabrikam.example'])
    assert.deepEqual(await onRecord(2), ['New', null])
    assert.deepEqual(await told(), ['triage.asked', 'triage.done'])
    assert.deepEqual(await cardsDue(), [OTHER_CHANNEL, sampleConversation().id].sort())
  })

  it('resolves a whole incident with one request, and reads back what came of it', async () => {
    assert.deepEqual(await triage([1], { scope: 'incident', step: 'resolve', verdict: MALWARE }), {
      is: 'done',
      alerts: 3,
      updated: 3,
    })
    assert.deepEqual(
      alerts.requests.map(({ ids }) => ids.length),
      [3],
    )
    assert.deepEqual(await onRecord(3), ['Resolved', null])
    assert.equal((await store.alert(idOf(2)))?.determination, 'Malware')
    assert.ok((await store.cases([sampleCase().id]))[0]?.closedAt)
  })

  it('has the wish on record before Defender hears of it', async () => {
    let before: string[] = []
    alerts.during = async () => {
      before = await told()
    }
    await triage([1])
    assert.deepEqual(before, ['triage.asked'])
  })

  it('tells how many Defender passed over', async () => {
    alerts.fixed = [idOf(2)]
    assert.deepEqual(await triage([1, 2, 3]), { is: 'done', alerts: 3, updated: 2 })
    assert.deepEqual(await onRecord(2), ['New', null])
    assert.equal((await store.audit(1))[0]?.detail['updated'], '2')
  })

  it('leaves alone what others changed since the person looked, and takes that on record', async () => {
    const print = printOf(seen([1]))
    now = plusMs(now, 1000)
    alerts.set(idOf(1), { assignedTo: 'kim@fabrikam.example', status: 'InProgress' })
    assert.deepEqual(await triage([1], { print }), { is: 'changed' })
    assert.deepEqual(alerts.requests, [])
    assert.deepEqual(await onRecord(1), ['InProgress', 'kim@fabrikam.example'])
  })

  it('leaves an incident alone that has an alert which the person did not see', async () => {
    const print = printOf(alerts.alerts)
    alerts.alerts.push(sampleAlert({ id: idOf(4) }))
    assert.deepEqual(await triage([1], { scope: 'incident', step: 'resolve', print }), { is: 'changed' })
    assert.deepEqual(alerts.requests, [])
  })

  it('keeps two people off the same alerts, and not off others', async () => {
    const answers: string[] = []
    alerts.during = async () => {
      alerts.during = async () => undefined
      answers.push((await triage([1, 2])).is, (await triage([3])).is)
    }
    assert.equal((await triage([1])).is, 'done')
    assert.deepEqual(answers, ['busy', 'done'])
    assert.equal(alerts.requests.length, 2)
  })

  it('does not undo what was done between its look and its request', async () => {
    const { alert } = alerts
    alerts.alert = async (id) => {
      const before = await alert.call(alerts, id)
      alerts.alert = alert
      await triage([1], { step: 'resolve', verdict: MALWARE })
      return before
    }
    assert.deepEqual(await triage([1]), { is: 'changed' })
    assert.deepEqual(await onRecord(1), ['Resolved', null])
  })

  it('asks nothing of Defender for what is so already', async () => {
    alerts.set(idOf(1), { status: 'InProgress', assignedTo: 'Robin@Fabrikam.example' })
    assert.deepEqual(await triage([1]), { is: 'done', alerts: 1, updated: 1 })
    assert.deepEqual([alerts.requests, await told()], [[], []])
  })

  it('leaves resolved alerts as somebody left them, unless nothing else is there', async () => {
    alerts.set(idOf(1), { status: 'Resolved', assignedTo: 'kim@fabrikam.example' })
    assert.deepEqual(await triage([1, 2]), { is: 'done', alerts: 1, updated: 1 })
    assert.deepEqual(
      alerts.requests.map(({ ids }) => ids),
      [[idOf(2)]],
    )
    assert.deepEqual(await triage([1], { step: 'start' }), { is: 'done', alerts: 1, updated: 1 })
    assert.deepEqual(await onRecord(1), ['InProgress', 'kim@fabrikam.example'])
  })

  it('opens nothing again for somebody who only takes it', async () => {
    alerts.set(idOf(1), { status: 'Resolved', assignedTo: 'kim@fabrikam.example' })
    await triage([1])
    assert.deepEqual(await onRecord(1), ['Resolved', 'robin@fabrikam.example'])
  })

  it('reads back an answer that was lost, and repeats nothing', async () => {
    alerts.failAfter = new BotError('unclear', 'reset')
    assert.deepEqual(await triage([1]), { is: 'done', alerts: 1, updated: 1 })
    assert.equal(alerts.requests.length, 1)

    alerts.failBefore = new BotError('unclear', 'reset')
    assert.deepEqual(await triage([2]), { is: 'unknown' })
    assert.deepEqual([(await told()).at(-1), await onRecord(2)], ['triage.unknown', ['New', null]])
  })

  for (const [code, refusal] of [
    ['forbidden', 'defender-refused'],
    ['not-found', 'defender-refused'],
    ['rejected', 'rejected'],
    ['throttled', 'throttled'],
    ['unauthorized', 'unauthorized'],
    ['unreachable', 'unreachable'],
  ] as const satisfies readonly (readonly [ErrorCode, string])[]) {
    it(`tells that Defender refused: ${code}`, async () => {
      for (const digits of [[1], [2, 3]]) {
        alerts.failBefore = new BotError(code, 'no')
        assert.deepEqual(await triage(digits), { is: 'refused', refusal })
      }
      assert.deepEqual((await store.audit(1))[0]?.detail['refusal'], refusal)
      assert.deepEqual(await onRecord(1), ['New', null])
    })
  }

  describe('with a comment, for alerts of which some are so already', () => {
    const APP: ActingPerson = { ...AS_ROBIN, mode: 'application', permissions: ['Alert.ReadWrite.All'], roles: ['Responder'] }
    const MINE = { step: 'start', comment: 'Mine' } as const
    const last = async () => {
      const [{ event, detail } = assert.fail('nothing told')] = await store.audit(1)
      return [event, detail['refusal']]
    }
    beforeEach(() => alerts.set(idOf(1), { status: 'InProgress' }))

    for (const [which, digits] of [
      ['some', [1, 2, 3]],
      ['the only one', [1]],
    ] as const) {
      it(`counts nothing of what Defender refused: ${which}`, async () => {
        for (const code of ['forbidden', 'throttled'] as const) {
          alerts.failBefore = new BotError(code, 'no')
          assert.equal((await triage(digits, MINE)).is, 'refused')
          assert.deepEqual(await last(), ['triage.refused', code === 'throttled' ? code : 'defender-refused'])
        }
        alerts.failBefore = new BotError('sign-in-needed', 'more')
        await assert.rejects(triage(digits, MINE), { code: 'sign-in-needed' })
      })

      it(`does not know of an answer that was lost, where nothing shows: ${which}`, async () => {
        alerts.failBefore = new BotError('unclear', 'reset')
        assert.deepEqual(await triage(digits, MINE), { is: 'unknown' })
        alerts.failAfter = new BotError('unclear', 'reset')
        now = plusMs(now, 1000)
        assert.deepEqual(await triage(digits, MINE), { is: 'done', alerts: digits.length, updated: digits.length })
      })
    }

    it('counts no comment of an earlier triage in the same words', async () => {
      await triage([1, 2], { step: 'start' }, APP)
      now = plusMs(now, 1000)
      alerts.failBefore = new BotError('throttled', 'no')
      assert.deepEqual(await triage([1, 2], { step: 'start' }, APP), { is: 'refused', refusal: 'throttled' })
    })

    it('takes Defender’s word for a comment that it keeps in its own way', async () => {
      const { update } = alerts
      alerts.update = (id, change) => update.call(alerts, id, { ...change, comment: `<p>${change.comment}</p>` })
      assert.deepEqual(await triage([1], MINE), { is: 'done', alerts: 1, updated: 1 })
    })
  })

  it('asks for more proof where Defender does, with the refusal on record', async () => {
    alerts.failBefore = new BotError('sign-in-needed', 'more')
    await assert.rejects(triage([1]), { code: 'sign-in-needed' })
    assert.deepEqual(await told(), ['triage.asked', 'triage.refused'])
  })

  for (const [what, as, refusal] of [
    ['the permission', { permissions: ['Alert.Read'] }, 'scope-missing'],
    ['a UPN to assign to', { upn: null }, 'no-upn'],
    ['a UPN to assign to, where an id stands for it', { upn: 'oid-robin' }, 'no-upn'],
    [
      'the app role where the app acts',
      { mode: 'application', permissions: ['Alert.ReadWrite.All'], roles: ['Reader'] },
      'role-missing',
    ],
  ] as const) {
    it(`asks nothing of Defender without ${what}`, async () => {
      alerts.failReads = new BotError('forbidden', 'must not be asked')
      assert.deepEqual(await triage([1], {}, { ...AS_ROBIN, ...as }), { is: 'refused', refusal })
    })
  }

  it('says in the comment for whom the app acts', async () => {
    const app: ActingPerson = { ...AS_ROBIN, mode: 'application', permissions: ['Alert.ReadWrite.All'], roles: ['Responder'] }
    await triage([1], {}, app)
    await triage([2], { step: 'save', comment: 'Known scanner' }, app)
    assert.deepEqual(
      alerts.requests.map(({ change }) => change.comment),
      ['Triaged from Teams (asked by robin@fabrikam.example)', 'Known scanner (asked by robin@fabrikam.example)'],
    )
  })

  it('ends what a process that is gone had asked, and then lets others', async () => {
    await store.saveTriage(sampleTriage({ alertIds: [idOf(1)], askedAt: now }))
    assert.deepEqual(await triage([1]), { is: 'busy', by: 'Robin' })
    now = plusMs(now, 61_000)
    await giveUpTriages(store, () => now)
    assert.deepEqual(await told(), ['triage.unknown'])
    now = plusMs(now, 1)
    assert.equal((await triage([1])).is, 'done')
  })
})

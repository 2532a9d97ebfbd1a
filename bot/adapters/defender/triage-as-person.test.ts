import assert from 'node:assert/strict'
import { BotError } from '../../domain/error.ts'
import type { AlertId, IncidentId } from '../../domain/ids.ts'
import type { AlertChange } from '../../domain/triage.ts'
import type { ActingToken } from '../../ports.ts'
import { createAlertsAsPerson } from './triage-as-person.ts'

const AS = 'token' as string as never as ActingToken
const NEVER = new AbortController().signal
const CHANGE: AlertChange = { status: 'Resolved', assignedTo: null, verdict: null, comment: null }
const CLEAN = { classification: 'FalsePositive', determination: 'NotMalicious' }
const MALWARE = { classification: 'TruePositive', determination: 'Malware' }
const ALERT = { '@odata.context': 'https://api-eu3/…', id: 'da-1', title: 'One', severity: 'High', status: 'Resolved' }
const ids = (count: number): AlertId[] => Array.from({ length: count }, (_, at) => `da-${at}` as AlertId)

type Body = Record<string, unknown>
/** Defender’s side: answers each request, and keeps what it was asked. */
function defender(answer: (body: Body) => { readonly status: number; readonly code?: string; readonly body?: unknown }) {
  const asked: { readonly method: string; readonly url: string; readonly body: Body }[] = []
  const alerts = createAlertsAsPerson('https://api.security.microsoft.com', async (request) => {
    const text = await request.text()
    const body = text === '' ? {} : JSON.parse(text)
    asked.push({ method: request.method, url: request.url, body })
    const { status, code, body: answered } = answer(body)
    return { status, headers: new Headers(), body: code ? { error: { code, message: '' } } : answered }
  })
  return { alerts, asked }
}

describe('Defender’s alerts as a person changes them', () => {
  it('sends only what is to change, under the names of the page’s example, and takes the alert that comes back', async () => {
    const { alerts, asked } = defender(() => ({ status: 200, body: ALERT }))
    const alert = await alerts.update('da/1 2' as AlertId, { ...CHANGE, comment: 'Seen' }, AS, NEVER)
    assert.deepEqual([alert.id, alert.status], ['da-1', 'Resolved'])
    assert.deepEqual(asked, [
      {
        method: 'PATCH',
        url: 'https://api.security.microsoft.com/api/alerts/da%2F1%202',
        body: { status: 'Resolved', comment: 'Seen' },
      },
    ])
  })

  it('makes the same of an alert whether it comes alone or in a list', async () => {
    const { '@odata.context': _, ...item } = ALERT
    const { alerts, asked } = defender(() => ({ status: 200, body: { ...ALERT, value: [item] } }))
    const alone = createAlertsAsPerson('https://d.example', async () => ({ status: 200, headers: new Headers(), body: ALERT }))
    const [listed] = await alerts.alertsOfIncident(812 as IncidentId, AS, NEVER)
    assert.equal((await alone.alert('da-1' as AlertId, AS, NEVER)).version, listed?.version)
    assert.match(decodeURIComponent(asked[0]?.url ?? ''), /\?\$filter=incidentId\+eq\+812&\$expand=evidence&\$top=1000$/)
  })

  it('tries the other spelling where one is refused, and no more once one was taken', async () => {
    const { alerts, asked } = defender(({ determination }) => ({ status: determination === 'Clean' ? 200 : 400, body: ALERT }))
    await alerts.update('da-1' as AlertId, { ...CHANGE, verdict: CLEAN }, AS, NEVER)
    assert.deepEqual(
      asked.map(({ body }) => body['determination']),
      ['NotMalicious', 'Clean'],
    )
  })

  it('gives up where every spelling is refused, and at once where there is one', async () => {
    for (const [verdict, calls] of [
      [CLEAN, 2],
      [MALWARE, 1],
      [null, 1],
    ] as const) {
      const { alerts, asked } = defender(() => ({ status: 400, code: 'InvalidInput' }))
      await assert.rejects(alerts.update('da-1' as AlertId, { ...CHANGE, verdict }, AS, NEVER), { code: 'rejected' })
      assert.equal(asked.length, calls)
    }
  })

  for (const status of [403, 404, 429, 500]) {
    it(`tries nothing else after ${status}`, async () => {
      const { alerts, asked } = defender(() => ({ status }))
      await assert.rejects(alerts.update('da-1' as AlertId, { ...CHANGE, verdict: CLEAN }, AS, NEVER), BotError)
      assert.equal(asked.length, 1)
    })
  }

  it('halves what is too many at once, and stays with what was taken, spelling included', async () => {
    const { alerts, asked } = defender(({ alertIds, determination }) => {
      if ((alertIds as string[]).length > 3) return { status: 400, code: 'MaximumBatchSizeExceeded' }
      return { status: determination === 'NotMalicious' ? 200 : 400 }
    })
    await alerts.updateAll(ids(10), { ...CHANGE, verdict: CLEAN }, AS, NEVER)
    const sizes = asked.map(({ body }) => (body['alertIds'] as string[]).length)
    assert.deepEqual(sizes, [10, 5, 3, 3, 3, 3, 1])
    const taken = asked.filter(({ body }) => body['determination'] === 'NotMalicious').flatMap(({ body }) => body['alertIds'])
    assert.deepEqual(taken, ids(10))
  })

  it('ends where even one is too many', async () => {
    const { alerts } = defender(() => ({ status: 400, code: 'MaximumBatchSizeExceeded' }))
    await assert.rejects(alerts.updateAll(ids(3), CHANGE, AS, NEVER), { detail: 'MaximumBatchSizeExceeded' })
  })

  it('does not take an answer without an alert for one', async () => {
    const { alerts } = defender(() => ({ status: 200, body: undefined }))
    await assert.rejects(alerts.update('da-1' as AlertId, CHANGE, AS, NEVER), { code: 'unclear' })
  })
})

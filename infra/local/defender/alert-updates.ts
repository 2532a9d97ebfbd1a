import { NEEDS, type Sight } from './access.ts'
import { entity, Refusal } from './answers.ts'
import type { Call, Holdings } from './calls.ts'
import type { Kept } from './objects.ts'
import { isObject } from './objects.ts'
import type { Spelling } from './ways.ts'

/** How the two pages write classifications, and the determinations that go with each ("Update alert", "Batch update alerts"). */
const WORDS: Readonly<Record<Exclude<Spelling, 'either'>, Readonly<Record<string, readonly string[]>>>> = {
  update: wordsOf('InformationalExpectedActivity', 'ConfirmedActivity', 'NotMalicious'),
  batch: wordsOf('Informational, expected activity', 'ConfirmedUserActivity', 'Clean'),
}

function wordsOf(informational: string, confirmed: string, clean: string): Readonly<Record<string, readonly string[]>> {
  return {
    TruePositive: [
      ...['MultiStagedAttack', 'MaliciousUserActivity', 'CompromisedUser', 'Malware', 'Phishing', 'UnwantedSoftware', 'Other'],
    ],
    [informational]: ['SecurityTesting', 'LineOfBusinessApplication', confirmed, 'Other'],
    FalsePositive: [clean, 'InsufficientData', 'Other'],
  }
}

const FIELDS = ['status', 'assignedTo', 'classification', 'determination', 'comment']
const STATUSES = ['New', 'InProgress', 'Resolved']

/** Changing alerts, one by one and many at once. */
export const ALERT_UPDATES: readonly Call[] = [
  {
    method: 'PATCH',
    path: 'alerts/*',
    family: 'alerts',
    needs: NEEDS.alertUpdates,
    status: 200,
    answer(holdings, { id, body, caller, sight }) {
      const change = changeIn(body, holdings.ways.spelling, FIELDS)
      if (!sees(holdings, id, sight)) throw new Refusal(404, 'ResourceNotFound', `Alert ${id} was not found`)
      return entity('Alerts', update(holdings, id, change, caller.kind === 'person' ? caller.upn : 'API Action'))
    },
  },
  {
    method: 'POST',
    path: 'alerts/batchUpdate',
    family: 'batch updates',
    needs: NEEDS.alertUpdates,
    status: 200,
    answer(holdings, { body, caller, sight }) {
      const change = changeIn(body, holdings.ways.spelling, [...FIELDS, 'alertIds'])
      const { alertIds: ids } = change
      if (!Array.isArray(ids) || ids.length === 0)
        throw new Refusal(400, 'MissingRequiredParameter', 'Required parameter alertIds is missing')
      if (ids.length > holdings.ways.mostInBatch)
        throw new Refusal(400, 'MaximumBatchSizeExceeded', 'The number of alerts exceeds the maximum batch size')
      const seen = ids.map(String).filter((id) => sees(holdings, id, sight)) // what the page leaves open: the others are passed over
      for (const id of seen) update(holdings, id, change, caller.kind === 'person' ? caller.upn : 'API Action')
      return null
    },
  },
]

function sees({ alerts }: Holdings, id: string, sight: Sight): boolean {
  const alert = alerts.get(id)
  return alert !== undefined && sight(alert['rbacGroupName'])
}

/** The change in a request's body. Throws a Refusal for what no page lists. */
function changeIn(body: unknown, spelling: Spelling, fields: readonly string[]): Kept {
  if (!isObject(body) || Object.keys(body).some((name) => !fields.includes(name)))
    throw new Refusal(400, 'InvalidRequestBody', 'Request body is incorrect')
  const { status, classification, determination, assignedTo, comment } = body
  if ([status, classification, determination, assignedTo, comment].every((value) => value === undefined))
    throw new Refusal(400, 'InvalidRequestBody', 'At least one property must be updated')
  if (status !== undefined && !STATUSES.includes(String(status))) throw wrong('status', status)
  if (classification === undefined && determination !== undefined) throw wrong('determination', determination)
  if (classification !== undefined) {
    const taken = spelling === 'either' ? [WORDS.update, WORDS.batch] : [WORDS[spelling]]
    const pairs = taken.flatMap((words) => words[String(classification)] ?? [])
    if (pairs.length === 0) throw wrong('classification', classification)
    if (determination !== undefined && !pairs.includes(String(determination))) throw wrong('determination', determination)
  }
  return body
}

const wrong = (name: string, value: unknown): Refusal =>
  new Refusal(400, 'InvalidInput', `${name} ${String(value)} is not one of its values`)

/** The comment joins those that are there, and `lastUpdateTime` moves. */
function update({ alerts }: Holdings, id: string, { comment, alertIds: _, ...fields }: Kept, by: string): Kept {
  alerts.patch(id, fields)
  const now = new Date(alerts.changedAt(id)).toISOString()
  const before = alerts.get(id)?.['comments']
  const said = comment === undefined ? [] : [{ comment, createdBy: by, createdTime: now }]
  alerts.patch(id, {
    lastUpdateTime: now,
    comments: [...(Array.isArray(before) ? before : []), ...said],
    ...(fields['status'] !== undefined && { resolvedTime: fields['status'] === 'Resolved' ? now : null }),
  })
  return alerts.get(id) ?? {}
}

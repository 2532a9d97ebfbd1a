import { Refusal } from './answers.ts'
import type { Fields } from './filter.ts'
import { parseFilter } from './filter.ts'
import type { Kept } from './objects.ts'

/** The most rows of one answer, and how many come when nothing is asked (documented for every list). */
const MOST = 10_000

/** Properties that the documentation of each list names for `$filter`. */
export const FILTERS = {
  alerts: {
    id: 'text',
    incidentId: 'number',
    investigationId: 'number',
    assignedTo: 'text',
    detectionSource: 'text',
    status: 'text',
    severity: 'text',
    category: 'text',
    alertCreationTime: 'date',
    lastEventTime: 'date',
    lastUpdateTime: 'date',
  },
  machines: {
    id: 'text',
    computerDnsName: 'text',
    version: 'text',
    deviceValue: 'text',
    aadDeviceId: 'guid',
    lastSeen: 'date',
    exposureLevel: 'text',
    onboardingStatus: 'text',
    lastIpAddress: 'text',
    healthStatus: 'text',
    osPlatform: 'text',
    riskScore: 'text',
    rbacGroupId: 'number',
  },
  machineActions: {
    id: 'guid',
    status: 'text',
    machineId: 'text',
    type: 'text',
    requestor: 'text',
    creationDateTimeUtc: 'date',
  },
} as const satisfies Record<string, Fields>

/** What a list is asked for. */
export interface Query {
  readonly expand: string | null
  /** The rows asked for. A short or empty answer is the only sign of the end. */
  select(rows: readonly Kept[]): readonly Kept[]
  /** How many rows pass `$filter`, for `/$count`. */
  count(rows: readonly Kept[]): number
}

/** Reads the documented query options; `known` is what the filter sees of a row. Throws a 400 Refusal for others, `$orderby` among them, which no page documents. */
export function parseQuery(
  params: URLSearchParams,
  fields: Fields,
  expandable: string | null = null,
  known = (row: Kept): Kept => row,
): Query {
  for (const name of params.keys()) {
    if (name.startsWith('$') && !['$filter', '$top', '$skip', '$expand'].includes(name))
      throw bad(`Query option '${name}' is not allowed.`)
  }
  const expand = params.get('$expand')
  if (expand !== null && expand !== expandable) throw bad(`Could not find a property named '${expand}'.`)
  const filter = params.get('$filter')
  const passes = filter === null ? () => true : parseFilter(filter, fields)
  const test = (row: Kept): boolean => passes(known(row))
  const top = whole(params, '$top', MOST)
  if (top > MOST)
    throw bad(`The limit of '${MOST}' for Top query has been exceeded. The value from the incoming request is '${top}'.`)
  const skip = whole(params, '$skip', 0)
  return {
    expand,
    select: (rows) => rows.filter(test).slice(skip, skip + top),
    count: (rows) => rows.filter(test).length,
  }
}

function whole(params: URLSearchParams, name: string, otherwise: number): number {
  const text = params.get(name)
  if (text === null) return otherwise
  if (!/^\d+$/.test(text)) throw bad(`Invalid value '${text}' for ${name} query option found.`)
  return Number(text)
}

const bad = (why: string): Refusal => new Refusal(400, 'ODataError', `The query specified in the URI is not valid. ${why}`)

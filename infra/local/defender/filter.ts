import { Refusal } from './answers.ts'
import type { Kept } from './objects.ts'

/** The type of a property in `$filter`; it decides which literals it is compared with. */
export type FieldType = 'text' | 'number' | 'date' | 'guid'
/** The documented properties of one resource. Names are those of its JSON, exactly. */
export type Fields = Readonly<Record<string, FieldType>>
/** Whether an object passes the filter. */
export type Test = (object: Kept) => boolean

type Value = string | number | bigint | null
interface Reader {
  peek(): string | undefined
  take(): string
}

const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
}
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const QUOTED = /^'(.*)'$/s
const bad = (why: string): Refusal => new Refusal(400, 'ODataError', `The query specified in the URI is not valid. ${why}`)

/**
 * Reads `$filter` with the operators that Defender's OData page names, and parentheses. Dates compare with all their
 * digits. Throws a 400 Refusal for syntax, properties and literals that are not documented.
 */
export function parseFilter(text: string, fields: Fields): Test {
  const read = reader(text)
  const test = either(read, fields)
  if (read.peek() !== undefined) throw bad(`Syntax error at '${read.take()}' in '${text}'.`)
  return test
}

function either(read: Reader, fields: Fields): Test {
  const left = both(read, fields)
  if (read.peek() !== 'or') return left
  read.take()
  const right = either(read, fields)
  return (object) => left(object) || right(object)
}

function both(read: Reader, fields: Fields): Test {
  const left = one(read, fields)
  if (read.peek() !== 'and') return left
  read.take()
  const right = both(read, fields)
  return (object) => left(object) && right(object)
}

function one(read: Reader, fields: Fields): Test {
  const first = read.take()
  if (first === '(') {
    const inner = either(read, fields)
    if (read.take() !== ')') throw bad(`')' expected.`)
    return inner
  }
  const type = Object.hasOwn(fields, first) ? fields[first] : undefined
  if (!type) throw bad(`Could not find a property named '${first}'.`)
  const operator = read.take()
  const holds = Object.hasOwn(COMPARE, operator) ? COMPARE[operator] : undefined
  if (!holds) throw bad(`'${operator}' is not an operator.`)
  const wanted = literal(read.take(), type)
  return (object) => {
    const found = stored(object[first], type)
    if (found === null || wanted === null) {
      const same = found === wanted
      return (operator === 'eq' && same) || (operator === 'ne' && !same)
    }
    return holds(found === wanted ? 0 : found < wanted ? -1 : 1)
  }
}

/** A literal as it is written: text in quotes with inner quotes doubled, everything else bare. */
function literal(token: string, type: FieldType): Value {
  if (token === 'null') return null
  const inner = QUOTED.exec(token)?.[1]?.replaceAll("''", "'")
  if (type === 'text' && inner !== undefined) return inner
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(token)) return Number(token)
  if (type === 'guid' && GUID.test(inner ?? token)) return (inner ?? token).toLowerCase()
  const ticks = type === 'date' ? ticksOf(token) : null
  if (ticks === null) throw bad(`'${token}' is not a literal of type '${type}'.`)
  return ticks
}

function stored(value: unknown, type: FieldType): Value {
  if (type === 'number') return typeof value === 'number' ? value : null
  if (typeof value !== 'string') return null
  if (type === 'date') return ticksOf(value)
  return type === 'guid' ? value.toLowerCase() : value
}

/** 100-nanosecond steps since 1970, so that seven fractional digits count; `null` for what is not a time. */
export function ticksOf(text: string): bigint | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)$/i.exec(text)
  const ms = parts ? Date.parse(`${parts[1]}${parts[3]}`) : Number.NaN
  return Number.isNaN(ms) ? null : BigInt(ms) * 10_000n + BigInt((parts?.[2] ?? '').padEnd(7, '0'))
}

function reader(text: string): Reader {
  const tokens = text.match(/'(?:[^']|'')*'|[()]|[^\s()']+|'/g) ?? []
  let at = 0
  return {
    peek: () => tokens[at],
    take: () => {
      const token = tokens[at++]
      if (token === undefined) throw bad(`The expression '${text}' ends too soon.`)
      return token
    },
  }
}

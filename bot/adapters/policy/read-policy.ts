import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/v4'
import { VERBS } from '../../domain/intent.ts'
import type { Policy } from '../../domain/policy.ts'
import { DEVICE_VALUES, HOLDS, MACHINE_KINDS } from '../../domain/policy.ts'

/** The policy of a deployment that has none of its own. */
const DEFAULT = join(import.meta.dirname, '..', '..', 'policy.jsonc')

const oneOf = <T extends string>(words: readonly T[]) =>
  z.enum(words, `must be one of ${words.map((word) => `"${word}"`).join(', ')}`)
const names = z.array(z.string('must be a text').trim().min(1, 'must not be empty'), 'must be a list of texts, such as ["PCI"]')
const limit = z.int('must be a whole number, or null for no limit').min(1, 'must be at least 1').nullable()
const minutes = 'must be a whole number from 5 to 240'
const where = z.strictObject({
  servers: z.boolean('must be true or false'),
  deviceValues: z.array(oneOf(DEVICE_VALUES), 'must be a list, such as ["High"]'),
  machineGroups: names,
  machineTags: names,
  kinds: z.array(oneOf(MACHINE_KINDS)),
})
const shape = z.strictObject({
  verbs: z.strictObject(
    Object.fromEntries(VERBS.map((verb) => [verb, oneOf(HOLDS)])) as Record<
      (typeof VERBS)[number],
      z.ZodEnum<{ [K in (typeof HOLDS)[number]]: K }>
    >,
  ),
  kinds: z.strictObject({ domainController: names, hyperVHost: names, fullTunnelVpn: names }),
  never: where,
  secondPerson: z.strictObject({
    where,
    machinesAnHour: z.strictObject({ byOnePerson: limit, inTheTenant: limit }),
    withinMinutes: z.int(minutes).min(5, minutes).max(240, minutes),
    tell: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }).nullable(),
  }),
  breakGlass: z.array(oneOf(['Lead', 'Responder'])),
  whileStopped: z.array(oneOf(VERBS)),
}) satisfies z.ZodType<Policy>

/**
 * Reads the policy: the deployment's own file over what comes with the product, part by part.
 * @throws Error that names the file and every problem in it, each with its line and how to mend it
 */
export function readPolicy(ownFile: string | null): Policy {
  const standard = shape.parse(parsed(DEFAULT, read(DEFAULT)))
  if (ownFile === null) return standard
  const text = read(ownFile)
  const own = parsed(ownFile, text)
  if (typeof own !== 'object' || own === null || Array.isArray(own)) throw new Error(`${ownFile}: must be one object, { … }`)
  const { success, data, error } = shape.safeParse({ ...standard, ...own })
  if (success) return data
  const problems = error.issues.map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
    const missing = issue.code !== 'unrecognized_keys' && at(own, issue.path) === undefined
    const why = issue.code === 'unrecognized_keys' ? 'is not a part of the policy' : missing ? 'is missing' : issue.message
    return `- line ${lineOf(text, path)}, ${path.join('.')}: ${why}`
  })
  throw new Error(`The policy in ${ownFile} is not usable:\n${problems.join('\n')}\n${DEFAULT} explains each part.`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`The policy ${file} cannot be read (${error instanceof Error && 'code' in error ? error.code : error})`)
  }
}

/** JSON with comments, which become blanks, so that lines stay where they are. */
function parsed(file: string, text: string): unknown {
  const bare = text.replaceAll(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found, quoted?: string) =>
    quoted === undefined ? found.replaceAll(/[^\n]/g, ' ') : found,
  )
  try {
    return JSON.parse(bare)
  } catch (error) {
    throw new Error(`${file} is no JSON with comments: ${error instanceof Error ? error.message : error}`)
  }
}

function at(whole: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, name) => (part instanceof Object ? Reflect.get(part, name) : undefined), whole)
}

/** The line of a part, found by its names one after another; that of the last that is written there. */
function lineOf(text: string, path: readonly PropertyKey[]): number {
  let at = 0
  for (const name of path) {
    const found = typeof name === 'string' ? text.indexOf(`"${name}"`, at) : -1
    if (found >= 0) at = found
  }
  return text.slice(0, at).split('\n').length
}

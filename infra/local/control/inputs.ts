import * as z from 'zod/v4'

const text = z.string().min(1)
const fields = z.record(z.string(), z.unknown())
const platform = z.enum(['defender', 'entra', 'bot-framework', 'connector', 'vault'])
const pattern = text.refine((source) => isPattern(source), 'must be a regular expression')

/** What `/control` takes, by what it is for; anything else in a body is refused by name. */
export const INPUTS = {
  message: z.strictObject({ account: text, conversation: text, text, root: text.optional() }),
  click: z.strictObject({
    account: text,
    conversation: text,
    message: text,
    verb: text,
    data: fields.optional(),
    inputs: fields.optional(),
    submit: z.boolean().optional(),
    signIn: z.union([z.boolean(), z.literal('silently')]).default(false),
    asAtSignIn: text.optional(),
    approve: z.boolean().optional(),
    state: text.optional(),
  }),
  authToken: z.strictObject({ account: text, claims: text.nullable().default(null) }),
  clients: z.strictObject({
    sso: z.enum(['works', 'fails', 'absent']).optional(),
    stateComesBack: z.boolean().optional(),
    updateWipesPrivateCards: z.boolean().optional(),
  }),
  installation: z.union([z.strictObject({ team: z.literal(true) }), z.strictObject({ account: text })], {
    error: 'must be {"team": true} or {"account": "…"}',
  }),
  named: z.strictObject({ name: text }),
  activity: z.strictObject({
    activity: fields,
    token: z
      .strictObject({
        aud: text.optional(),
        iss: text.optional(),
        serviceurl: text.optional(),
        expired: z.boolean().optional(),
        notYetValid: z.boolean().optional(),
        alg: z.enum(['none', 'HS256', 'RS256']).optional(),
        otherKey: z.boolean().optional(),
        otherChannel: z.boolean().optional(),
        by: z.enum(['bot-framework', 'entra']).optional(),
      })
      .nullable()
      .default({}),
  }),
  fault: z.strictObject({
    platform,
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).nullable().default(null),
    path: pattern.nullable().default(null),
    kind: z.enum(['answer', 'after', 'reset', 'reset-after', 'delay']),
    status: z.int().min(200).max(599).default(503),
    retryAfterSeconds: z.int().min(0).nullable().default(null),
    location: z.string().nullable().default(null),
    ms: z.int().min(0).max(600_000).default(0),
    left: z.int().min(1).nullable().default(1),
  }),
  received: z.object({ platform: platform.optional(), since: z.coerce.number('must be a number').default(0) }),
  clock: z.strictObject({ advanceMs: z.int().min(0) }),
  permissions: z.strictObject({ application: z.array(text) }),
} as const

function isPattern(source: string): boolean {
  try {
    return Boolean(new RegExp(source))
  } catch {
    return false
  }
}

/** Bad input, in words. */
export class BadInput extends Error {}

/** Takes what is given for what it must be. @throws BadInput naming every field that is wrong. */
export function parseInput<T>(shape: z.ZodType<T>, given: unknown): T {
  const parsed = shape.safeParse(given)
  if (parsed.success) return parsed.data
  throw new BadInput(parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '))
}

/** The body of a request, as `shape` wants it. @throws BadInput */
export async function parseBody<T>(shape: z.ZodType<T>, request: Request): Promise<T> {
  const text = await request.text()
  try {
    return parseInput(shape, JSON.parse(text))
  } catch (error) {
    throw error instanceof SyntaxError ? new BadInput('the body is not JSON') : error
  }
}

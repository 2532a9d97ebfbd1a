import * as z from 'zod/v4'
import type { Click } from '../../domain/click.ts'
import type { PersonId } from '../../domain/ids.ts'
import { parseOrigin } from './parse-activity.ts'

const text = z.string().min(1).nullish().catch(null)
const shape = z.object({
  from: z.object({ aadObjectId: z.string().min(1), name: text }),
  value: z.object({
    action: z.object({ verb: z.string().min(1).max(64), data: z.unknown() }),
    trigger: text,
    state: z.string().min(1).max(512).nullish().catch(null),
    authentication: z
      .object({ token: z.string().min(1).max(16_384) })
      .nullish()
      .catch(null),
  }),
})
const marksRefresh = z.object({ trigger: z.literal('automatic') }).or(z.object({ isRefresh: z.literal(true) }))

/**
 * Reads a token-checked `adaptiveCard/action`; `null` when it is none that we can answer. Clients leave out `trigger`
 * and write it into the data instead, and send nulls where the documents have none.
 */
export function parseCardAction(activity: unknown): Click | null {
  const { success, data } = shape.safeParse(activity)
  const origin = parseOrigin(activity)
  if (!success || !origin) return null
  const { action, trigger, state, authentication } = data.value
  return {
    person: { id: data.from.aadObjectId as PersonId, name: data.from.name ?? 'Somebody' },
    conversationId: origin.conversationId,
    kind: origin.kind,
    verb: action.verb,
    data: action.data,
    automatic: trigger === 'automatic' || marksRefresh.safeParse(action.data).success,
    signInCode: state ?? null,
    ssoToken: authentication?.token ?? null,
  }
}

import * as z from 'zod/v4'

const executeShape = z.looseObject({
  type: z.literal('Action.Execute'),
  verb: z.string(),
  title: z.string().nullable().default(null),
  data: z.record(z.string(), z.unknown()).default({}),
  fallback: z
    .looseObject({ type: z.literal('Action.Submit'), data: z.record(z.string(), z.unknown()).default({}) })
    .optional()
    .catch(undefined),
})

/** A button of a card that calls the bot. */
export type ExecuteAction = z.infer<typeof executeShape>

/** Every Action.Execute in a card, wherever it stands, top first. */
export function executeActions(card: unknown): ExecuteAction[] {
  if (typeof card !== 'object' || card === null) return []
  const { success, data } = executeShape.safeParse(card)
  return success ? [data] : Object.values(card).flatMap(executeActions)
}

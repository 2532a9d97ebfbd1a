import * as z from 'zod/v4'
import type { BatchVerb } from '../domain/batch.ts'
import { BATCH_VERBS, MOST_IN_BATCH } from '../domain/batch.ts'
import type { BatchId, CaseId, MachineId } from '../domain/ids.ts'
import type { IsolationType } from '../domain/intent.ts'
import { ISOLATION_TYPES } from '../domain/intent.ts'

/** What the buttons about several machines of an incident ask for: to choose, to see what was chosen, to begin. */
export const SEVERAL_VERBS = ['several', 'confirm-several', 'begin-several'] as const
export type SeveralVerb = (typeof SEVERAL_VERBS)[number]

/** What the buttons of a batch's own message ask for. */
export const BATCH_STEERS = ['stop-batch', 'go-on-batch'] as const

/** A press about several machines. Which these are is held against the cases of the incident. */
export interface SeveralClick {
  readonly verb: SeveralVerb
  readonly caseId: CaseId
  /** What is to be asked of the machines. */
  readonly act: BatchVerb
  /** With the generation of each that the person saw. */
  readonly machines: readonly { readonly machineId: MachineId; readonly generation: number }[]
  readonly isolationType: IsolationType
  readonly reason: string | null
}

/** Longer reasons are cut: Defender's comment also carries our mark. */
const LONGEST_REASON = 500

const shape = z.object({
  caseId: z.string().regex(/^[0-9a-f]{24}$/),
  act: z.enum(BATCH_VERBS).default('isolate'),
  machines: z
    .string()
    .regex(/^(?:[0-9a-f]{40}\.\d{1,9}(?:,(?!$)|$))*$/)
    .max(60 * MOST_IN_BATCH)
    .default(''),
  isolationType: z.enum(ISOLATION_TYPES).default('Full'),
  reason: z.string().nullish(),
})

/** Reads such a press; `null` for anything that we did not write on a card. */
export function parseSeveralClick(verb: string, data: unknown): SeveralClick | null {
  const known = SEVERAL_VERBS.find((one) => one === verb)
  const { success, data: said } = shape.safeParse(data)
  if (!known || !success) return null
  const chosen = [...new Set(said.machines.split(',').filter(Boolean))]
  return {
    verb: known,
    caseId: said.caseId as CaseId,
    act: said.act,
    machines: chosen.map((one) => ({ machineId: one.slice(0, 40) as MachineId, generation: Number(one.slice(41)) })),
    isolationType: said.isolationType,
    reason: said.reason?.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON) || null,
  }
}

/** Reads a press that stops a batch or has it go on; `null` for anything that we did not write on a card. */
export function parseBatchSteer(data: unknown): BatchId | null {
  const { success, data: said } = z.object({ batchId: z.string().regex(/^[0-9a-f]{16}$/) }).safeParse(data)
  return success ? (said.batchId as BatchId) : null
}

import type { Request } from 'restify'
import * as z from 'zod/v4'
import { SEVERITIES } from '../../domain/alert.ts'
import { BATCH_VERBS, MOST_IN_BATCH } from '../../domain/batch.ts'
import type { ApprovalId, MachineId } from '../../domain/ids.ts'
import { ISOLATION_TYPES, SCAN_TYPES } from '../../domain/intent.ts'
import { EXTENSIONS_H } from '../../domain/isolation-review.ts'
import { TRIAGE_SCOPES, TRIAGE_STEPS } from '../../domain/triage.ts'
import type { TabBatchRequest } from '../../tab-contract/batches.ts'
import type { TabDecision } from '../../tab-contract/controls.ts'
import type { TabReviewRequest } from '../../tab-contract/isolations.ts'
import type { TabActRequest } from '../../tab-contract/machines.ts'
import type { TabTriageRequest } from '../../tab-contract/triage.ts'
import type { TabProblem } from '../../tab-contract.ts'
import { readJson } from './read-json.ts'

/** What a list is narrowed by. */
export interface ListFilter {
  readonly leastSeverityRank?: number
  readonly statuses: readonly string[]
  readonly machineGroups: readonly string[]
  readonly text: string
}

/** A problem in words for the person. */
export function problem(status: number, title: string, detail: string): TabProblem {
  return { type: 'about:blank', status, title, detail }
}

/** Whether an answer is a refusal. */
export function isProblem(body: object): body is TabProblem {
  return 'type' in body && body.type === 'about:blank'
}

/** Reads what a list is to be narrowed by; a severity that nobody knows narrows nothing. */
export function parseFilter(query: URLSearchParams): ListFilter {
  const severity = query.get('severity')?.toLowerCase() ?? ''
  const rank = SEVERITIES.findIndex((one) => one.toLowerCase() === severity)
  return {
    ...(rank >= 0 && { leastSeverityRank: rank }),
    statuses: query
      .getAll('status')
      .flatMap((words) => words.split(',').filter(Boolean))
      .slice(0, 20),
    machineGroups: query.getAll('group').filter(Boolean).slice(0, 200),
    text: (query.get('q') ?? '').trim().slice(0, 200),
  }
}

/** A machine's id, which is 40 hex digits; `null` for anything else. */
export function parseMachineId(text: unknown): MachineId | null {
  return typeof text === 'string' && /^[0-9a-f]{40}$/i.test(text) ? (text.toLowerCase() as MachineId) : null
}

/** Far more than a reason takes. */
const MOST_BODY_BYTES = 16 * 1024
/** Longer reasons are cut: Defender's comment also carries our mark. */
const LONGEST_REASON = 500

const words = z.string().transform((given) => given.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON))
const shape = z.object({
  generation: z.int().nonnegative(),
  reason: words,
  isolationType: z.enum(ISOLATION_TYPES).nullable(),
  scanType: z.enum(SCAN_TYPES).nullable().default(null),
  sha1: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .nullable()
    .default(null),
  actionId: z.guid().toLowerCase().nullable().default(null),
})

const decisionShape = z.object({ why: words.nullable() })

const batchShape = z.object({
  verb: z.enum(BATCH_VERBS),
  reason: words,
  isolationType: z.enum(ISOLATION_TYPES).nullable(),
  machines: z
    .array(z.object({ id: z.string().regex(/^[0-9a-f]{40}$/), generation: z.int().nonnegative() }))
    .min(1)
    .max(MOST_IN_BATCH)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length),
})

const reviewShape = z.object({
  id: z.string().min(1).max(100),
  revision: z.int().nonnegative(),
  do: z.enum(['extend', 'take-over', 'hand-over']),
  hours: z.literal(EXTENSIONS_H).nullable(),
  to: z.string().max(64).nullable().default(null),
})

const triageShape = z.object({
  scope: z.enum(TRIAGE_SCOPES),
  print: z.string().max(64),
  step: z.enum(TRIAGE_STEPS),
  verdict: z.string().max(100).nullable(),
  comment: z.string(),
})

/** Reads what is to be done with a machine, or says what is wrong with it. */
export function readActRequest(req: Request): Promise<TabActRequest | TabProblem> {
  return readBody(req, shape)
}

/** Reads what comes with a decision, or says what is wrong with it. */
export function readDecision(req: Request): Promise<TabDecision | TabProblem> {
  return readBody(req, decisionShape)
}

/** A request for a second person: 16 hex digits; `null` for anything else. */
export function parseApprovalId(text: unknown): ApprovalId | null {
  return typeof text === 'string' && /^[0-9a-f]{16}$/.test(text) ? (text as ApprovalId) : null
}

/** The same of a wish for alerts. */
export function readTriageRequest(req: Request): Promise<TabTriageRequest | TabProblem> {
  return readBody(req, triageShape)
}

/** The same of a wish for the review of an isolation. */
export function readReviewRequest(req: Request): Promise<TabReviewRequest | TabProblem> {
  return readBody(req, reviewShape)
}

/** The same of a wish for several machines. */
export function readBatchRequest(req: Request): Promise<TabBatchRequest | TabProblem> {
  return readBody(req, batchShape)
}

const NOT_READ = {
  400: problem(400, 'Not understood', 'The request is not one that this tab makes.'),
  413: problem(413, 'Too long', 'The request is longer than any wish needs to be.'),
  415: problem(415, 'Not JSON', 'The request has to be JSON.'),
} as const

async function readBody<T>(req: Request, wanted: z.ZodType<T>): Promise<T | TabProblem> {
  const body = await readJson(req, MOST_BODY_BYTES)
  if ('refused' in body) return NOT_READ[body.refused]
  const { success, data } = wanted.safeParse(body.value)
  return success ? data : NOT_READ[400]
}

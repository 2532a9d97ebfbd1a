import * as z from 'zod/v4'
import { ACTION_TYPES } from '../defender/action-life.ts'
import type { Defender } from '../defender/defender.ts'
import { type Route, route } from '../routes.ts'
import { parseBody } from './inputs.ts'

const text = z.string().min(1)
const fields = z.record(z.string(), z.unknown())
const textOrBare = z.enum(['text', 'bare']).optional()
const INPUTS = {
  many: z.union([z.array(fields), fields.transform((one) => [one])]),
  part: fields,
  portalAction: z.strictObject({
    machineId: text,
    type: z.enum(ACTION_TYPES),
    requestor: text,
    comment: z.string().default(''),
  }),
  end: z.union([
    z.strictObject({ status: z.enum(['Succeeded', 'Failed', 'TimeOut']) }),
    z.strictObject({ status: z.literal('Cancelled'), by: z.strictObject({ name: text, comment: z.string() }) }),
  ]),
  ways: z.strictObject({
    duplicates: z.enum(['refused', 'pending', 'another']).optional(),
    forbidden: textOrBare,
    notFound: textOrBare,
    spelling: z.enum(['update', 'batch', 'either']).optional(),
    mostInBatch: z.int().min(1).optional(),
    claimsChallenge: z.boolean().optional(),
    licensed: z.boolean().optional(),
  }),
} as const

const done = () => new Response(null, { status: 204 })

/** What Defender holds, what happens to it in the portal and on machines, and its ways. */
export function defenderRoutes({ defender }: { readonly defender: Defender }): Route[] {
  return [
    route('GET', '/control/alerts', () => Response.json(defender.alerts())),
    route('POST', '/control/alerts', async (request) => {
      defender.addAlerts(await parseBody(INPUTS.many, request))
      return done()
    }),
    route('PATCH', '/control/alerts/:id', async (request, id = '') => {
      defender.patchAlert(id, await parseBody(INPUTS.part, request))
      return done()
    }),
    route('GET', '/control/machines', () => Response.json(defender.machines())),
    route('POST', '/control/machines', async (request) => {
      defender.addMachines(await parseBody(INPUTS.many, request))
      return done()
    }),
    route('PATCH', '/control/machines/:id', async (request, id = '') => {
      defender.patchMachine(id, await parseBody(INPUTS.part, request))
      return done()
    }),
    route('GET', '/control/machine-actions', () => Response.json(defender.machineActions())),
    route('POST', '/control/machine-actions', async (request) => {
      const { machineId, ...what } = await parseBody(INPUTS.portalAction, request)
      return Response.json(defender.actInPortal(machineId, what), { status: 201 })
    }),
    route('PATCH', '/control/machine-actions/:id', async (request, id = '') =>
      Response.json(defender.endAction(id, await parseBody(INPUTS.end, request))),
    ),
    route('GET', '/control/defender', () => Response.json(defender.ways)),
    route('POST', '/control/defender', async (request) =>
      Response.json(Object.assign(defender.ways, await parseBody(INPUTS.ways, request))),
    ),
  ]
}

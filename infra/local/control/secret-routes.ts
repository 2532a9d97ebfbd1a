import * as z from 'zod/v4'
import type { Entra } from '../entra/entra.ts'
import { type Route, route } from '../routes.ts'
import type { Vault } from '../vault/vault.ts'
import { parseBody, parseInput } from './inputs.ts'

const texts = z.array(z.string().min(1))
const INPUTS = {
  app: z.enum(['bot', 'sso']),
  registration: z.strictObject({
    secrets: texts.optional(),
    endedSecrets: texts.optional(),
    certificates: texts.optional(),
    trusts: texts.optional(),
  }),
  version: z.strictObject({
    value: z.string().min(1),
    contentType: z.string().optional(),
    endsAt: z.iso.datetime().transform(Date.parse).optional(),
  }),
} as const

/** What the registrations prove themselves with, and Key Vault. */
export function secretRoutes({ entra, vault }: { readonly entra: Entra; readonly vault: Vault }): Route[] {
  return [
    route('POST', '/control/registrations/:app', async (request, app) => {
      const change = await parseBody(INPUTS.registration, request)
      Object.assign(entra.registrations[parseInput(INPUTS.app, app)], change)
      return new Response(null, { status: 204 })
    }),
    route('GET', '/control/vault', () => Response.json(vault.list())),
    route('POST', '/control/vault/:name', async (request, name = '') => {
      vault.put(name, await parseBody(INPUTS.version, request))
      return Response.json(vault.list(), { status: 201 })
    }),
  ]
}

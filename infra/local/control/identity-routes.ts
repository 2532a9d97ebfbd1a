import * as z from 'zod/v4'
import type { Entra } from '../entra/entra.ts'
import type { Issued } from '../issued.ts'
import { type Route, route } from '../routes.ts'
import { APP_ROLES, accountBy } from '../world.ts'
import { parseBody } from './inputs.ts'

const account = z.string().min(1)
const names = z.array(z.string().min(1))
const INPUTS = {
  entra: z.strictObject({
    consent: z.boolean().optional(),
    suberror: z.boolean().optional(),
    delegatedScopes: names.optional(),
    mfaForDefender: z.boolean().optional(),
    blocked: names.optional(),
    unassigned: names.optional(),
    appRoles: z.record(account, z.array(z.enum(APP_ROLES))).optional(),
    revoke: account.optional(),
  }),
  ssoToken: z.strictObject({ account }),
  token: z.strictObject({
    account,
    claims: z.record(z.string(), z.unknown()).optional(),
    expired: z.boolean().optional(),
    notYetValid: z.boolean().optional(),
    alg: z.literal('none').optional(),
    otherKey: z.boolean().optional(),
  }),
} as const

/** What administrators decide about people, people's tokens, and every secret that was given out. */
export function identityRoutes({ entra, issued }: { readonly entra: Entra; readonly issued: Issued }): Route[] {
  return [
    route('GET', '/control/entra', () => Response.json(entra.policy)),
    route('POST', '/control/entra', async (request) => {
      const { revoke, appRoles, ...change } = await parseBody(INPUTS.entra, request)
      for (const key of [
        ...(change.blocked ?? []),
        ...(change.unassigned ?? []),
        ...Object.keys(appRoles ?? {}),
        ...(revoke ? [revoke] : []),
      ])
        accountBy(key)
      entra.changePolicy({ ...change, appRoles: { ...entra.policy.appRoles, ...appRoles } })
      if (revoke) entra.revoke(revoke)
      return Response.json(entra.policy)
    }),
    route('POST', '/control/sso-token', async (request) => {
      const { account } = await parseBody(INPUTS.ssoToken, request)
      return Response.json({ token: await entra.ssoToken(accountBy(account)) })
    }),
    route('POST', '/control/token', async (request) => {
      const { account, ...bend } = await parseBody(INPUTS.token, request)
      return Response.json({ token: await entra.bentToken(accountBy(account), bend) })
    }),
    route('GET', '/control/secrets', () => Response.json(issued.list())),
  ]
}

import { createCalls } from '../adapters/defender/metered-exchange.ts'
import { createDefenderReader } from '../adapters/defender/read-as-app.ts'
import { createAppTokens } from '../adapters/entra/app-tokens.ts'
import { CLOUDS } from '../clouds.ts'
import type { ReadingConfig } from '../config.ts'
import { createCallQuota } from '../domain/call-quota.ts'
import type { ActionSource, Clock, MachineSource } from '../ports.ts'
import { openReadingCredential } from './secrets.ts'

/** Defender read as the app, for the operator's commands; the running service does not count these calls. */
export async function readDefender(config: ReadingConfig, now: Clock): Promise<ActionSource & MachineSource> {
  const credentials = await openReadingCredential(config)
  const tokens = createAppTokens(CLOUDS[config.CLOUD].authority, {
    tenantId: config.TENANT_ID,
    clientId: config.SSO_CLIENT_ID,
    credentials,
  })
  const untold = { defenderAnswered: () => undefined, defenderHeld: () => undefined }
  return createDefenderReader(
    config.DEFENDER_URL,
    { get: () => tokens.for(config.DEFENDER_SCOPE), forget: tokens.forget },
    createCalls(createCallQuota(), 'follow', () => performance.now(), untold),
    now,
  )
}

import { permissionsOf } from './adapters/entra/acting-token.ts'
import { createEvents } from './adapters/log/events.ts'
import { createTrail } from './adapters/log/trail.ts'
import { runCommand } from './command-line.ts'
import { groundOf } from './compose/ground.ts'
import { peopleOf } from './compose/people.ts'
import { openSecrets } from './compose/secrets.ts'
import { openStoreOf } from './compose/store.ts'
import { parseConfig } from './config.ts'
import type { Granted } from './domain/granted.ts'
import { MACHINE_ISOLATE, missingFrom, missingToRead } from './domain/granted.ts'

const WHOSE = {
  delegated: 'delegated: actions run with the token of the person who asks',
  application: 'application: actions run with the app’s token, for people with the app role Responder or Lead',
} as const

/** Tells whose token acts, what is granted at Defender, and where what is missing is granted. */
async function main(): Promise<string> {
  const config = parseConfig(process.env)
  const { DEFENDER_MODE: mode, DEFENDER_SCOPE } = config
  const trail = createTrail()
  const events = createEvents('error', () => undefined, trail)
  const credentials = await openSecrets(config, events)
  await using store = await openStoreOf(config)
  const ground = groundOf(config, { events, trail, store, credentials })
  const app = permissionsOf(await ground.sso.fresh(DEFENDER_SCOPE))
  const acting: Granted | null =
    mode === 'application' ? { mode, permissions: app.permissions, since: app.issuedAt } : await store.granted()
  const known = acting?.mode === mode ? acting : null
  const toRead = missingToRead(app.permissions)
  const toAct = known && missingFrom(known)

  const lines = [
    `mode      ${WHOSE[mode]}`,
    `to read   ${toRead.length > 0 ? `MISSING for the app: ${toRead.join(', ')}` : 'granted'}`,
    `to act    ${toAct === null ? 'not known until somebody signs in' : toAct.length > 0 ? `MISSING: ${toAct.join(', ')}` : 'granted'}`,
  ]
  if (mode === 'delegated' && app.permissions.includes(MACHINE_ISOLATE))
    lines.push(`too much  the app itself is granted ${MACHINE_ISOLATE}, which nothing here uses: take it away`)
  if (toRead.length > 0 || (toAct?.length ?? 0) > 0)
    lines.push(`grant it  ${peopleOf(ground).consent.url()} (an administrator, within a week)`)
  return `${lines.join('\n')}\n`
}

await runCommand('doctor', main)

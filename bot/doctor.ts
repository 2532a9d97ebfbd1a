import { join, resolve } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { runCommand } from './command-line.ts'
import type { Problem } from './config.ts'
import { ConfigError, parseConfig, parseStoreConfig } from './config.ts'
import { carryOut } from './doctor/check.ts'
import { defenderChecks } from './doctor/defender-checks.ts'
import { modeCheck } from './doctor/mode-check.ts'
import { packageChecks } from './doctor/package-checks.ts'
import { patientOf } from './doctor/patient.ts'
import { appRoles, permissionChecks } from './doctor/permission-checks.ts'
import { policyCheck } from './doctor/policy-check.ts'
import { recordChecks } from './doctor/record-checks.ts'
import type { Paint } from './doctor/report.ts'
import { isUnfit, reportOf } from './doctor/report.ts'
import { secretChecks } from './doctor/secret-checks.ts'
import { settingsChecks } from './doctor/settings-checks.ts'
import { siteChecks } from './doctor/site-checks.ts'
import { tokenChecks } from './doctor/token-checks.ts'
import { instantOf } from './domain/instant.ts'

const HELP = `npm run doctor -- [options]

Looks at settings, secrets, tokens, permissions, Defender, the public address, the app package and what is on record, and
says of each how to mend it. It changes nothing, and works beside the running service. Exit code 1: something essential is
missing.

  --env-file PATH   with the settings of this file
  --package PATH    the app package (manifest/dist/pocketsoc.zip)
  --json            the findings as JSON; npm run --silent leaves npm's own lines out
  --help            this text
`

const PACKAGE = join(import.meta.dirname, '..', 'manifest', 'dist', 'pocketsoc.zip')
const COLOURS = { ok: 'green', missing: 'red', warning: 'yellow', off: 'dim', unseen: 'dim' } as const

/** Colours on a terminal only, and not with NO_COLOR. */
const paint: Paint = (is, text) => styleText(COLOURS[is], text, { stream: process.stdout })

async function main(args: readonly string[]): Promise<string> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, package: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return HELP
  const { read: usable, problems } = settingsFrom(() => parseConfig(process.env))
  // what is wrong hides nothing but itself, where it can be done without
  const wrong = problems.map(({ name }) => [name, undefined])
  const config = usable ?? settingsFrom(() => parseConfig({ ...process.env, ...Object.fromEntries(wrong) })).read
  const { read: storeConfig } = settingsFrom(() => parseStoreConfig(process.env))
  const patient = patientOf(config, storeConfig)
  const now = instantOf(Date.now())
  const path = values.package === undefined ? PACKAGE : resolve(process.env['INIT_CWD'] ?? '.', values.package)

  const checks = [
    modeCheck(usable),
    ...settingsChecks(problems),
    policyCheck(config),
    ...secretChecks(patient, now),
    ...tokenChecks(patient),
    ...permissionChecks(patient, config?.DEFENDER_MODE ?? 'delegated'),
    appRoles(),
    ...defenderChecks(patient),
    ...siteChecks(patient, now),
    ...packageChecks(patient, path),
    ...recordChecks(patient, storeConfig, now),
  ]
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new Error('stopped')))
  const findings = await carryOut(checks, stop.signal)
  await patient.close()
  if (isUnfit(findings)) process.exitCode = 1
  if (!values.json) return reportOf(findings, paint)
  return `${JSON.stringify({ ok: !isUnfit(findings), mode: usable?.DEFENDER_MODE ?? null, findings }, null, 2)}\n`
}

function settingsFrom<T>(parse: () => T): { readonly read: T | null; readonly problems: readonly Problem[] } {
  try {
    return { read: parse(), problems: [] }
  } catch (error) {
    if (error instanceof ConfigError) return { read: null, problems: error.problems }
    throw error
  }
}

await runCommand('doctor', main)

import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod/v4'
import type { Check } from './check.ts'
import { given, missing, NotLookedAt, ok, warning } from './check.ts'
import type { Patient } from './patient.ts'

const manifest = z.object({
  id: z.string(),
  bots: z.array(z.object({ botId: z.string() })),
  validDomains: z.array(z.string()),
  webApplicationInfo: z.object({ id: z.string(), resource: z.string() }),
})
type Manifest = z.output<typeof manifest>

const MEND = 'Build the app package with these settings (npm run package) and upload it again.'

/** Whether the app package at `path` was made for these settings, and TEAMS_APP_ID is set. */
export function packageChecks({ config }: Patient, path: string): Check[] {
  const check = (name: string, inPackage: (given: Manifest) => string, wanted: () => string): Check => ({
    group: 'App package',
    name,
    mend: MEND,
    async run() {
      const expected = wanted()
      const found = inPackage(await read(path))
      return found === expected ? ok(found) : missing(`the package has ${found}, the settings say ${expected}`, MEND)
    },
  })
  const host = (): string => new URL(config().PUBLIC_URL).hostname
  return [
    check(
      'bot',
      ({ bots }) => bots.map(({ botId }) => botId).join(),
      () => config().BOT_ID,
    ),
    check(
      'sign-in',
      ({ webApplicationInfo }) => webApplicationInfo.id,
      () => config().SSO_CLIENT_ID,
    ),
    check(
      'Application ID URI',
      ({ webApplicationInfo }) => webApplicationInfo.resource,
      () => `api://${host()}/botid-${config().BOT_ID}`,
    ),
    check('domains', ({ validDomains }) => validDomains.join(), host),
    {
      group: 'App package',
      name: 'TEAMS_APP_ID',
      mend: '',
      async run() {
        const { TEAMS_APP_ID: id, BOT_ID } = config()
        const mend = 'Set TEAMS_APP_ID to the app id that the Teams admin center shows after the upload.'
        if (!id) return warning('not set: cards do not link to the tab', mend)
        return id === BOT_ID ? warning('it is BOT_ID; the catalog gives an id of its own', mend) : ok('set')
      },
    },
  ]
}

/** @throws NotLookedAt where there is no package, or nothing to read it with. */
async function read(path: string): Promise<Manifest> {
  if (!existsSync(path)) throw new NotLookedAt(`there is no ${path}: npm run package makes it`)
  const { unzipSync, strFromU8 } = await given(import('fflate'), 'packages are read only where they are built')
  const text = unzipSync(new Uint8Array(readFileSync(path)))['manifest.json']
  return manifest.parse(JSON.parse(text ? strFromU8(text) : '{}'))
}

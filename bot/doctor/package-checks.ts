import { existsSync, readFileSync } from 'node:fs'
import * as z from 'zod/v4'
import type { Config } from '../config.ts'
import type { Check } from './check.ts'
import { given, missing, NotLookedAt, ok, warning } from './check.ts'
import type { Patient } from './patient.ts'

const manifest = z.object({
  bots: z.array(z.object({ botId: z.string() })),
  validDomains: z.array(z.string()),
  webApplicationInfo: z.object({ id: z.string(), resource: z.string() }),
})
type Manifest = z.output<typeof manifest>

const MEND = 'Build the app package with these settings (npm run package) and upload it again.'

/** Whether the app package at `path` was made for these settings, and TEAMS_APP_ID is set. */
export function packageChecks({ config }: Patient, path: string): Check[] {
  return [
    {
      group: 'App package',
      name: 'ids and domains',
      mend: MEND,
      async run() {
        const settings = config()
        if (settings.PUBLIC_URL.startsWith('http:')) throw new NotLookedAt('Teams takes no package for http')
        const wrong = differences(settings, await read(path))
        return wrong.length === 0 ? ok('as in the settings') : missing(wrong.join('; '), MEND)
      },
    },
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

type Settings = Pick<Config, 'PUBLIC_URL' | 'BOT_ID' | 'SSO_CLIENT_ID'>

function differences(
  { PUBLIC_URL, BOT_ID, SSO_CLIENT_ID }: Settings,
  { bots, webApplicationInfo, validDomains }: Manifest,
): string[] {
  const { hostname } = new URL(PUBLIC_URL)
  const compared = [
    ['bot', bots.map(({ botId }) => botId).join(), BOT_ID],
    ['sign-in', webApplicationInfo.id, SSO_CLIENT_ID],
    ['Application ID URI', webApplicationInfo.resource, `api://${hostname}/botid-${BOT_ID}`],
    ['domains', validDomains.join(), hostname],
  ] as const
  return compared.flatMap(([what, found, expected]) => (found === expected ? [] : [`${what} is ${found}, not ${expected}`]))
}

/** @throws NotLookedAt where there is no package, or nothing to read it with. */
async function read(path: string): Promise<Manifest> {
  if (!existsSync(path)) throw new NotLookedAt('there is none here: npm run package makes it')
  const { unzipSync, strFromU8 } = await given(import('fflate'), 'packages are read only where they are built')
  const text = unzipSync(new Uint8Array(readFileSync(path)))['manifest.json']
  return manifest.parse(JSON.parse(text ? strFromU8(text) : '{}'))
}

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { buildPackage } from '../build.ts'
import { packageProblems } from '../check.ts'
import { appManifest } from '../manifest.ts'

const BOT = 'b07b07b0-1111-4111-8111-b07b07b07001'
const SSO = '55055055-2222-4222-8222-550550550002'
const env = { PUBLIC_URL: 'https://soc.example.com', BOT_ID: BOT, SSO_CLIENT_ID: SSO }
const deployment = { publicUrl: env.PUBLIC_URL, botId: BOT, ssoClientId: SSO, version: '1.2.3' }
const icon = (name: string) => [name, new Uint8Array(readFileSync(join(import.meta.dirname, '..', 'icons', name)))] as const
const icons = new Map([icon('color.png'), icon('outline.png')])

describe('the app package', () => {
  it('holds the manifest and two icons, and is the same to the byte each time', async () => {
    const [once, again] = [await buildPackage(env), await buildPackage(env)]
    assert.deepEqual(once, again)
    const files = unzipSync(once)
    assert.deepEqual(Object.keys(files).sort(), ['color.png', 'manifest.json', 'outline.png'])
    const { bots, webApplicationInfo, id } = JSON.parse(strFromU8(files['manifest.json']!))
    assert.deepEqual([id, bots[0].botId, bots[0].scopes], [BOT, BOT, ['personal', 'team']])
    assert.deepEqual(webApplicationInfo, { id: SSO, resource: `api://soc.example.com/botid-${BOT}` })
  })

  it('is right by the schema and by what the schema does not know', async () => {
    assert.deepEqual(await packageProblems(appManifest(deployment), icons), [])
  })

  for (const [what, change, says] of [
    ['a PUBLIC_URL without https', { publicUrl: 'http://soc.example.com' }, /PUBLIC_URL: Teams takes only https/],
    ['one registration for both', { ssoClientId: BOT }, /SSO_CLIENT_ID must be another registration than BOT_ID/],
    ['a version that is none', { version: 'one' }, /version: one is not three numbers/],
    ['a bot id that is none', { botId: 'my-bot' }, /the schema/],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      assert.match((await packageProblems(appManifest({ ...deployment, ...change }), icons)).join('\n'), says)
    })
  }

  for (const [what, files, says] of [
    ['an icon missing', new Map([icon('color.png')]), /icons\.outline: outline\.png is not in the package/],
    [
      'icons of the wrong size',
      new Map([
        ['color.png', icons.get('outline.png')!],
        ['outline.png', icons.get('outline.png')!],
      ] as const),
      /icons\.color: color\.png is 32×32, not 192×192/,
    ],
    [
      'an icon that is no picture',
      new Map([['color.png', new Uint8Array(40)], icon('outline.png')] as const),
      /icons\.color: color\.png is no PNG/,
    ],
  ] as const) {
    it(`is refused with ${what}`, async () =>
      assert.match((await packageProblems(appManifest(deployment), files)).join('\n'), says))
  }

  it('names the settings that are missing', async () => {
    await assert.rejects(buildPackage({}), /PUBLIC_URL is missing[\s\S]*BOT_ID is missing[\s\S]*SSO_CLIENT_ID is missing/)
  })
})

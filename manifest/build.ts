import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { parsePackageConfig } from '../bot/config.ts'
import { packageProblems } from './check.ts'
import { appManifest } from './manifest.ts'

const HERE = import.meta.dirname
/** Zip knows no earlier time; a fixed one makes equal packages equal to the byte. */
const THEN = new Date(1980, 0, 1)

/** Builds the app package of the deployment that the environment names. @throws Error that lists what is wrong with it. */
export async function buildPackage(env: Readonly<Record<string, string | undefined>>): Promise<Uint8Array> {
  const { PUBLIC_URL, BOT_ID, SSO_CLIENT_ID } = parsePackageConfig(env)
  const { version } = JSON.parse(readFileSync(join(HERE, '..', 'package.json'), 'utf8'))
  const manifest = appManifest({ publicUrl: PUBLIC_URL, botId: BOT_ID, ssoClientId: SSO_CLIENT_ID, version })
  const icons = ['color.png', 'outline.png'].map(
    (name) => [name, new Uint8Array(readFileSync(join(HERE, 'icons', name)))] as const,
  )
  const problems = await packageProblems(manifest, new Map(icons))
  if (problems.length > 0) throw new Error(`The app package is not usable:\n- ${problems.join('\n- ')}`)
  const files = { 'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`), ...Object.fromEntries(icons) }
  return zipSync(files, { level: 9, mtime: THEN, os: 3 })
}

if (import.meta.main) {
  const target = join(HERE, 'dist', 'pocketsoc.zip')
  try {
    const bytes = await buildPackage(process.env)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
    process.stdout.write(
      `manifest/dist/pocketsoc.zip (${bytes.length} bytes): upload it in the Teams admin center, or in Teams under Apps, Manage your apps.\n`,
    )
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { personalChat, TEAM } from '../world.ts'
import { BOT, plainEnv } from './bot-process.ts'

const RULES: readonly (readonly string[])[] = [
  ['--conversation', `${TEAM.name} / General`, '--severity', 'medium'],
  ['--conversation', `${TEAM.name} / High severity`, '--severity', 'high'],
  ['--conversation', `${TEAM.name} / Servers`, '--severity', 'low', '--group', 'Servers'],
  ['--conversation', personalChat('responder'), '--severity', 'high'],
]

/** Sets up the channels with the operator's own command. `since` as that command takes it. @throws Error with what the command said. */
export async function seedRules(dataDir: string, since: string, signal: AbortSignal): Promise<void> {
  const env = { ...plainEnv(), DATA_DIR: dataDir }
  for (const rule of RULES) {
    const args = ['--disable-warning=ExperimentalWarning', join(BOT, 'rules.ts'), 'add', ...rule, '--since', since]
    await promisify(execFile)(process.execPath, args, { env, signal })
  }
}

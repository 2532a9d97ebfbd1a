import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'

/** Something wrong with what the operator typed; the message names it and how to mend it. */
export class UsageError extends Error {}

/**
 * Runs an operator's command: what it answers goes to standard output, what went wrong to standard error with exit code 1.
 * With `--env-file PATH` it runs with the settings of that file, which come before those of the environment.
 */
export async function runCommand(name: string, command: (args: readonly string[]) => Promise<string>): Promise<void> {
  try {
    const args = process.argv.slice(2)
    const at = args.findIndex((arg) => /^--env-file(=|$)/.test(arg))
    if (at < 0) {
      process.stdout.write(await command(args))
      return
    }
    const [option = '', next] = args.splice(at, args[at] === '--env-file' ? 2 : 1)
    process.exitCode = await runWith(settingsIn(option.split('=')[1] ?? next), args)
  } catch (error) {
    const mistyped = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}${mistyped ? '\nTry --help.' : ''}\n`)
    process.exitCode = 1
  }
}

function settingsIn(path: string | undefined): Readonly<Record<string, string | undefined>> {
  if (!path) throw new UsageError('--env-file needs the path of a file')
  try {
    return parseEnv(readFileSync(resolve(process.env['INIT_CWD'] ?? '.', path), 'utf8'))
  } catch (error) {
    throw new UsageError(`--env-file: ${path} cannot be read (${error instanceof Error && 'code' in error ? error.code : error})`)
  }
}

/** In a process of its own: Node looks for a proxy and for certificates only when it starts. Answers its exit code. */
async function runWith(settings: Readonly<Record<string, string | undefined>>, args: readonly string[]): Promise<number> {
  const [program = '', script = ''] = process.argv
  const env = { ...process.env, ...settings }
  const [code] = await once(spawn(program, [...process.execArgv, script, ...args], { env, stdio: 'inherit' }), 'exit')
  return typeof code === 'number' ? code : 1
}

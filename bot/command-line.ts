/** Something wrong with what the operator typed; the message names it and how to mend it. */
export class UsageError extends Error {}

/** Runs an operator's command: what it answers goes to standard output, what went wrong to standard error with exit code 1. */
export async function runCommand(name: string, command: (args: readonly string[]) => Promise<string>): Promise<void> {
  try {
    process.stdout.write(await command(process.argv.slice(2)))
  } catch (error) {
    const mistyped = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}${mistyped ? '\nTry --help.' : ''}\n`)
    process.exitCode = 1
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import { openBrowser } from './demo/open-browser.ts'
import { HELP, parseDemoOptions } from './demo/options.ts'
import { setOperator } from './demo/set-operator.ts'
import type { Demo } from './demo/start-demo.ts'
import { startDemo } from './demo/start-demo.ts'
import type { Account } from './world.ts'
import { ACCOUNTS, MACHINE_GROUPS } from './world.ts'

/** `npm run demo`: everything on this machine, until Ctrl-C. */
async function main(): Promise<void> {
  const asked = await parseDemoOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd())
  if (asked.help) return console.log(HELP)

  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()))

  console.log('Starting the local tenant and the bot ...')
  try {
    await using demo = await startDemo(asked.demo, stop.signal, (line) => console.error(`bot: ${line}`))
    await setOperator(demo.tenant.teams, AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]))
    console.log(welcome(demo))
    if (asked.open) openBrowser(demo.url)
    // Ctrl-C reaches the bot as well, which may be quicker than us to end.
    await Promise.race([stopped, demo.botEnded.then(() => wait(300))])
    if (!stop.signal.aborted) throw new Error(await demo.botEnded)
    console.log('\nStopping ...')
  } catch (error) {
    if (!stop.signal.aborted) throw error
  }
}

const welcome = ({ url, logFile, envFile }: Demo): string => `
  PocketSOC is running in a local tenant. Nothing leaves this machine.

  Look here   ${url}
  Who is who  ${ACCOUNTS.map((account) => `${account.key.padEnd(13)}${account.name}: ${mayDo(account)}`).join('\n              ')}
  Bot's log   ${logFile}
  Its health  npm run doctor -- --env-file ${envFile}
              so do npm run rules, outbox and audit, with their commands
  Stop        Ctrl-C
`

function mayDo({ appRoles, defender }: Account): string {
  if (!defender) return 'in the team, but unknown to Defender'
  const where = defender.groups.length === MACHINE_GROUPS.length ? 'every machine' : `machines in ${defender.groups.join(', ')}`
  const also = appRoles.includes('Lead') ? ', and sets the rules' : ''
  return `${defender.mayAct ? 'may isolate' : 'may look at'} ${where}${also}`
}

try {
  await main()
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

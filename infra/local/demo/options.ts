import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readObjects } from './read-objects.ts'
import type { DemoOptions } from './start-demo.ts'

/** What `--help` says. */
export const HELP = `npm run demo -- [options]

Starts a local tenant (Defender, Entra, Bot Framework and Teams on this machine alone) and the bot in it, tells the story of
a day in a company, and stops with everything on Ctrl-C.

  --alerts FILE     alerts instead of the story's, in the shape of Defender's API: a JSON array or {"value": [...]};
                    all of them are shown however old they are, and the story does not go on
  --machines FILE   machines instead of the story's, in the same way
  --port N          where to look at it (3979; 0 takes any free port)
  --bot-port N      where the bot listens (3978; 0 takes any free port)
  --speed X         how fast the story goes on (1: something every 8 to 20 seconds)
  --no-trickle      only the opening alerts
  --data DIR        keep the bot's data and log there (otherwise they go when the demo stops)
  --no-open         do not open the browser
  --help            this text
`

/** What somebody typed: the demo, and whether they want a browser; `help` to be told what can be typed. */
export type Asked = { readonly help: true } | { readonly help: false; readonly open: boolean; readonly demo: DemoOptions }

/** Reads the command line; `from` is where relative paths begin. @throws Error in one line that names what is wrong and how to mend it. */
export async function parseDemoOptions(args: readonly string[], from: string): Promise<Asked> {
  const values = parse(args)
  if (values.help) return { help: true }
  const port = portOf('port', values.port)
  const botPort = portOf('bot-port', values['bot-port'])
  if (port === botPort && port !== 0) throw new Error(`--port and --bot-port are both ${port}: give two different ones`)
  const speed = Number(values.speed)
  if (!(speed > 0 && speed <= 1_000)) throw new Error(`--speed must be a number above 0 and up to 1000, not "${values.speed}"`)
  if (values.data === '') throw new Error('--data needs a folder')
  return {
    help: false,
    open: !values['no-open'],
    demo: {
      port,
      botPort,
      speed,
      trickle: !values['no-trickle'],
      dataDir: values.data === undefined ? null : resolve(from, values.data),
      alerts: values.alerts === undefined ? null : await readObjects('alert', '--alerts', resolve(from, values.alerts)),
      machines: values.machines === undefined ? null : await readObjects('machine', '--machines', resolve(from, values.machines)),
    },
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        alerts: text,
        machines: text,
        port: { ...text, default: '3979' },
        'bot-port': { ...text, default: '3978' },
        speed: { ...text, default: '1' },
        'no-trickle': flag,
        data: text,
        'no-open': flag,
        help: { ...flag, short: 'h' },
      },
    }).values
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`${said.split(/\. |\n/)[0]}: --help tells what there is`)
  }
}

function portOf(name: string, text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--${name} must be a port from 0 to 65535, not "${text}"`)
  return port
}

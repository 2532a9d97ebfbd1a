import { parseArgs } from 'node:util'

/** What `--help` says. */
export const HELP = `npm run torture -- [options]

Kills the bot again and again in a local tenant, at requests of its own and at any moment, while the network fails and people
press twice and late. Then looks whether an alert was lost, an act doubled or a card left untrue: docs/torture.md.

  --kills N         how often (100)
  --seed N          what happens: the same number makes the same plan (today's, if left out)
  --store S         sqlite, or postgres, whose server is started for this (sqlite)
  --instances N     how many bots share the database (1, or 3 with postgres)
  --help            this text
`

/** What somebody asked for. */
export interface Options {
  readonly kills: number
  readonly seed: number
  readonly store: 'sqlite' | 'postgres'
  readonly instances: number
}

/** Reads the command line; `null` when help is wanted. @throws Error in one line that names what is wrong. */
export function parseOptions(args: readonly string[], today: number): Options | null {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: { kills: text, seed: text, store: text, instances: text, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) return null
  const whole = (name: 'kills' | 'seed' | 'instances', otherwise: number, most: number): number => {
    const said = values[name]
    if (said === undefined) return otherwise
    if (!/^[1-9]\d{0,8}$/.test(said) || Number(said) > most)
      throw new Error(`--${name} must be a whole number from 1 to ${most}, not "${said}"`)
    return Number(said)
  }
  const { store = 'sqlite' } = values
  if (store !== 'sqlite' && store !== 'postgres') throw new Error(`--store must be sqlite or postgres, not "${store}"`)
  const instances = whole('instances', store === 'sqlite' ? 1 : 3, 9)
  if (store === 'sqlite' && instances > 1)
    throw new Error('--instances above 1 needs --store postgres: an embedded store has one')
  return { kills: whole('kills', 100, 10_000), seed: whole('seed', today, 999_999_999), store, instances }
}

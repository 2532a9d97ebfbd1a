import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readPolicy } from './adapters/policy/read-policy.ts'
import { createTimes } from './cards/times.ts'
import { runCommand, UsageError } from './command-line.ts'
import { readDefender } from './compose/read-defender.ts'
import { openStoreOf } from './compose/store.ts'
import { parsePolicyFile, parseReadingConfig, parseStoreConfig } from './config.ts'
import type { MachineId } from './domain/ids.ts'
import { instantOf } from './domain/instant.ts'
import type { Verb } from './domain/intent.ts'
import { VERBS } from './domain/intent.ts'
import type { Machine } from './domain/machine.ts'
import { explainWords } from './domain/policy-words.ts'
import { warningsOf } from './domain/warnings.ts'
import { mayAct } from './flows/may-act.ts'
import type { Store } from './records.ts'

const HELP = `npm run policy -- <command>

  explain MACHINE PERSON VERB   says which rules apply and what would happen now
    MACHINE                     its id, or its name where the bot knows it
    PERSON                      a UPN or an Entra object id
    VERB                        ${VERBS.join(', ')}
  check [FILE]                  reads a policy and says what is wrong with it (the one in force, if left out)

The policy in force is the file that POLICY_FILE names, else bot/policy.jsonc. It works on the store that DATA_DIR or
DATABASE_URL names, while the bot runs or not. A machine that is not on record is read at Defender as the app, which
needs the settings of Defender too. --env-file PATH takes the settings of a file.
`

const clock = () => instantOf(Date.now())

async function main(args: readonly string[]): Promise<string> {
  const help = { type: 'boolean', short: 'h' } as const
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { help } })
  const [command, ...rest] = positionals
  if (values.help || command === undefined || command === 'help') return HELP
  const inForce = parsePolicyFile(process.env)
  if (command === 'check') {
    const [file = inForce] = rest
    readPolicy(file && resolve(process.env['INIT_CWD'] ?? '.', file))
    return `${file ?? 'bot/policy.jsonc'} is a usable policy.\n`
  }
  if (command !== 'explain') throw new UsageError(`unknown command "${command}"`)
  const [machine, person, verb] = rest
  if (!machine || !person || !verb) throw new UsageError('explain needs a machine, a person and a verb')
  return explain(machine, person, verbOf(verb), inForce)
}

async function explain(wanted: string, person: string, verb: Verb, file: string | null): Promise<string> {
  const policy = readPolicy(file)
  await using store = await openStoreOf(parseStoreConfig(process.env))
  const machine = await machineOf(store, wanted)
  const records = { machines: async () => new Map([[machine.id, machine]]), intentsSince: store.intentsSince, stop: store.stop }
  const now = clock()
  const verdict = await mayAct(records, policy, { verb, machineId: machine.id, person, approval: null }, now)
  const actions = await store.actionsOfMachine(machine.id, 50)
  const { at } = createTimes(null)
  const warnings = warningsOf(verb, { machine, actions, kinds: policy.kinds, now, at })
  return explainWords({ policy, file: file ?? 'bot/policy.jsonc', machine, person, verb, verdict, warnings, at })
}

async function machineOf(store: Store, wanted: string): Promise<Machine> {
  const id = /^[0-9a-f]{40}$/i.test(wanted) ? (wanted.toLowerCase() as MachineId) : null
  const known = id ? [...(await store.machines([id])).values()] : await store.machinesNamed(wanted)
  if (known.length > 1)
    throw new UsageError(`several machines are called "${wanted}"; give an id: ${known.map((one) => one.id).join(', ')}`)
  if (known[0]) return known[0]
  if (!id) throw new UsageError(`no machine called "${wanted}" is on record; give its id, which Defender shows`)
  const defender = await readDefender(parseReadingConfig(process.env), clock)
  const [read] = await defender.read([id], AbortSignal.timeout(30_000))
  if (!read) throw new UsageError(`Defender knows no machine ${id}`)
  return read
}

function verbOf(given: string): Verb {
  const verb = VERBS.find((one) => one === given.toLowerCase())
  if (!verb) throw new UsageError(`"${given}" is none of ${VERBS.join(', ')}`)
  return verb
}

await runCommand('policy', main)

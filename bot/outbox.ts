import { parseArgs } from 'node:util'
import { runCommand, UsageError } from './command-line.ts'
import { openStoreOf } from './compose/store.ts'
import { parseStoreConfig } from './config.ts'
import type { Conversation } from './domain/conversation.ts'
import { conversationTitle } from './domain/conversation.ts'
import { instantOf } from './domain/instant.ts'
import { dropDead } from './flows/drop-dead.ts'
import type { OutboxCounts, StuckDelivery } from './records/outbox.ts'

const HELP = `npm run outbox -- <command>

  list              what was given up, and what waits for a conversation that is gone or takes nothing
  retry KEY…        tries again what was given up; --all for everything
  drop KEY…         takes away what was given up, for good, and notes it in the audit; --all for everything.
                    Also, by its key, what waits for a conversation that I was removed from

What waits needs no command where it may still go: it is sent when somebody writes to PocketSOC in that conversation, or installs it there again.
It works on the store that DATA_DIR or DATABASE_URL names, while the bot runs or not.
--env-file PATH takes the settings of a file.
`

/** More than anybody reads; the counts say how many there are. */
const MOST_LISTED = 500

async function main(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { all: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  const [command, ...keys] = positionals
  if (values.help || command === undefined || command === 'help') return HELP
  if (!['list', 'retry', 'drop'].includes(command)) throw new UsageError(`unknown command "${command}"`)
  if (command !== 'list' && keys.length > 0 === (values.all ?? false))
    throw new UsageError(`${command} needs keys of what was given up, see "list", or --all`)
  await using store = await openStoreOf(parseStoreConfig(process.env))
  if (command === 'list') return listing(await store.stuck(MOST_LISTED), await store.conversations(), await store.counts())

  const wanted = values.all ? null : keys
  const now = instantOf(Date.now())
  const done = command === 'retry' ? await store.retryDead(wanted, now) : await dropDead(store, wanted, now)
  const unknown = keys.filter((key) => !done.includes(key))
  if (unknown.length > 0)
    throw new UsageError(`${told(command, done)}. Nothing was given up under ${unknown.join(', ')}: see "list"`)
  return `${told(command, done)}.\n`
}

function told(command: string, done: readonly string[]): string {
  const what = done.length === 1 ? '1 delivery' : `${done.length} deliveries`
  return command === 'retry' ? `${what} will be tried again` : `${what} taken away`
}

function listing(stuck: readonly StuckDelivery[], conversations: readonly Conversation[], counts: OutboxCounts): string {
  const titleOf = (id: string): string => {
    const one = conversations.find((conversation) => conversation.id === id)
    return one ? `${conversationTitle(one)}${one.state === 'live' ? '' : ` (${one.state})`}` : id
  }
  const lines = (state: StuckDelivery['state']): string[] =>
    stuck
      .filter((one) => one.state === state)
      .map(
        ({ key, conversationId, since, tries, why }) =>
          `  ${key}  to ${titleOf(conversationId)}, since ${since.slice(0, 16).replace('T', ' ')} UTC, ${tries} tries${why ? `: ${why}` : ''}`,
      )
  const part = (title: string, count: number, shown: readonly string[]): string[] => [
    `${title}: ${count}`,
    ...shown,
    ...(count > shown.length ? [`  and ${count - shown.length} more`] : []),
  ]
  return `${[
    ...part('Given up', counts.dead, lines('dead')),
    ...part('Waiting for its conversation', counts.waiting, lines('waiting')),
    `On the way: ${counts.due + counts.sending}`,
  ].join('\n')}\n`
}

await runCommand('outbox', main)

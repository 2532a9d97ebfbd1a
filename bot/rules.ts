import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { runCommand, UsageError } from './command-line.ts'
import { openStoreOf } from './compose/store.ts'
import { parseStoreConfig } from './config.ts'
import type { Severity, Status } from './domain/alert.ts'
import { SEVERITIES, STATUSES } from './domain/alert.ts'
import type { Conversation } from './domain/conversation.ts'
import { conversationTitle } from './domain/conversation.ts'
import type { RuleId } from './domain/ids.ts'
import { instantOf, plusMs } from './domain/instant.ts'
import { groupWords } from './domain/machine-group.ts'
import type { Rule } from './domain/rule.ts'
import { addRule, removeRule } from './flows/set-rules.ts'
import type { Store } from './records.ts'

const HELP = `npm run rules -- <command> [options]

  list                  the rules, and the conversations that the bot knows
  add                   adds a rule
    --conversation C    its id or its name, such as "SOC / Servers" (required)
    --severity S        least severity: ${SEVERITIES.join(', ').toLowerCase()} (required)
    --status A,B        only these statuses: ${STATUSES.join(', ').toLowerCase()} (all, if left out)
    --group G,H         only these machine groups (all, if left out)
    --since 4h          also alerts created in the last hours (h), days (d) or minutes (m), or "all" (from now on, if left out)
    --review 8h         after how long an isolation asked for there is looked at again (24h, if left out)
    --mention UPN=Name  who is mentioned on each card and when a case gets worse
  remove ID             removes a rule; in a channel its cards stay and are kept up to date

It works on the store that DATA_DIR or DATABASE_URL names, while the bot runs or not.
--env-file PATH takes the settings of a file.
`

async function main(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      conversation: { type: 'string' },
      severity: { type: 'string' },
      status: { type: 'string' },
      group: { type: 'string' },
      since: { type: 'string' },
      review: { type: 'string' },
      mention: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [command, id] = positionals
  if (values.help || command === undefined || command === 'help') return HELP
  await using store = await openStoreOf(parseStoreConfig(process.env))
  switch (command) {
    case 'list':
      return listing(await store.rules(), await store.conversations())
    case 'add': {
      const rule = await ruleFrom(values, store)
      await store.transaction((records) => addRule(records, rule, null))
      return `Added ${told(rule, await store.conversations())}\n`
    }
    case 'remove': {
      if (!id) throw new UsageError('remove needs the id of a rule: see "list"')
      const at = instantOf(Date.now())
      if (!(await store.transaction((records) => removeRule(records, id as RuleId, null, at))))
        throw new UsageError(`there is no rule ${id}: see "list"`)
      return `Removed ${id}\n`
    }
    default:
      throw new UsageError(`unknown command "${command}"`)
  }
}

async function ruleFrom(given: Readonly<Record<string, string | boolean | undefined>>, store: Store): Promise<Rule> {
  const now = instantOf(Date.now())
  const text = (name: string): string | null =>
    typeof given[name] === 'string' && given[name].trim() !== '' ? given[name].trim() : null
  const names = (name: string): string[] => (text(name) ?? '').split(',').flatMap((one) => one.trim() || [])
  const conversation = text('conversation')
  const severity = text('severity')
  if (!conversation) throw new UsageError('--conversation is missing')
  if (!severity) throw new UsageError('--severity is missing')
  return {
    id: randomBytes(4).toString('hex') as RuleId,
    conversationId: pick(conversation, await store.conversations()).id,
    leastSeverity: word<Severity>(SEVERITIES, severity, '--severity'),
    statuses: names('status').map((one) => word<Status>(STATUSES, one, '--status')),
    machineGroups: names('group'),
    since: sinceFrom(text('since'), (ms) => plusMs(now, -ms)) ?? (text('since') === 'all' ? null : now),
    mention: mentionFrom(text('mention')),
    createdAt: now,
    createdBy: null,
    confirmedAt: now,
    reviewMs: text('review') === null ? null : spanFrom('--review', text('review') ?? ''),
  }
}

function pick(wanted: string, known: readonly Conversation[]): Conversation {
  const fold = (title: string) => title.toLowerCase().replaceAll(/\s*\/\s*/g, '/')
  const found = known.filter(
    (one) =>
      one.kind !== 'group' && one.state !== 'deleted' && (one.id === wanted || fold(conversationTitle(one)) === fold(wanted)),
  )
  const titles = known.map((one) => `"${conversationTitle(one)}"`).join(', ') || 'none yet: install the app in a team first'
  if (found.length === 0) throw new UsageError(`--conversation: the bot knows no "${wanted}". It knows ${titles}`)
  if (found.length > 1 || !found[0])
    throw new UsageError(`--conversation: several are called "${wanted}"; give its id: ${found.map(({ id }) => id).join(', ')}`)
  return found[0]
}

function word<T extends string>(known: readonly T[], given: string, option: string): T {
  const found = known.find((one) => one.toLowerCase() === given.toLowerCase())
  if (!found) throw new UsageError(`${option}: "${given}" is none of ${known.join(', ').toLowerCase()}`)
  return found
}

const SPANS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function sinceFrom(given: string | null, before: (ms: number) => Rule['since']): Rule['since'] {
  if (given === null || given === 'all') return null
  return before(spanFrom('--since', given, ', nor "all"'))
}

function spanFrom(option: string, given: string, or = ''): number {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(given) ?? []
  const span = SPANS[unit]
  if (!Number(count) || !span) throw new UsageError(`${option}: "${given}" is no span such as 30m, 4h or 2d${or}`)
  return Number(count) * span
}

function mentionFrom(given: string | null): Rule['mention'] {
  if (given === null) return null
  const [id, name] = given.split('=').map((part) => part.trim())
  if (!id || !name) throw new UsageError('--mention: give a UPN and a name, such as anna@example.com=Anna')
  return { id, name }
}

function told(
  { id, conversationId, leastSeverity, statuses, machineGroups, since, mention, reviewMs, confirmedAt }: Rule,
  conversations: readonly Conversation[],
): string {
  const where = conversations.find((one) => one.id === conversationId)
  return [
    id,
    where ? conversationTitle(where) : conversationId,
    `${leastSeverity} and up`,
    statuses.length > 0 ? statuses.join(', ') : 'any status',
    machineGroups.length > 0 ? `groups ${machineGroups.map(groupWords).join(', ')}` : 'any group',
    since ? `since ${since.slice(0, 16).replace('T', ' ')} UTC` : 'from the beginning',
    ...(reviewMs === null ? [] : [`isolations reviewed after ${Math.round(reviewMs / 60_000)} min`]),
    ...(mention ? [`mentions ${mention.name}`] : []),
    ...(confirmedAt === null ? ['paused'] : []),
  ].join(' · ')
}

function listing(rules: readonly Rule[], conversations: readonly Conversation[]): string {
  const known = conversations.map(
    (one) => `  ${conversationTitle(one)} (${one.kind}${one.state === 'live' ? '' : `, ${one.state}`})  ${one.id}`,
  )
  const lines = rules.map((rule) => `  ${told(rule, conversations)}`)
  return [
    'Rules',
    ...(lines.length > 0 ? lines : ['  none']),
    'Conversations',
    ...(known.length > 0 ? known : ['  none yet']),
    '',
  ].join('\n')
}

await runCommand('rules', main)

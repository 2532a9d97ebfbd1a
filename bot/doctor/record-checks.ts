import type { StoreToRead } from '../adapters/store/open-store.ts'
import type { StoreConfig } from '../config.ts'
import { conversationTitle } from '../domain/conversation.ts'
import { BotError } from '../domain/error.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { msOf, parseInstant } from '../domain/instant.ts'
import type { Check, Outcome } from './check.ts'
import { given, NotLookedAt, ok, warning } from './check.ts'
import type { Patient } from './patient.ts'

type Records = StoreToRead['records']

const READ_WITHIN_MS = 10 * 60_000

/** Whether the store can be read, and what is on record of Defender and Teams. It is only read, beside a running service too. */
export function recordChecks({ store }: Patient, settings: StoreConfig | null, now: Instant): Check[] {
  const where = settings?.DATABASE_URL ? 'DATABASE_URL' : `DATA_DIR (${settings?.DATA_DIR ?? '.data'})`
  const onRecord = (group: string, name: string, run: (records: Records) => Promise<Outcome>): Check => ({
    group,
    name,
    mend: `Look at the store in ${where}.`,
    async run() {
      const { records, pending } = await given(store(), 'no store can be read')
      if (pending.length > 0) throw new NotLookedAt('the tables are not up to date')
      return run(records)
    },
  })

  return [
    {
      group: 'Store',
      name: settings?.DATABASE_URL ? 'PostgreSQL' : 'SQLite',
      mend: settings?.DATABASE_URL
        ? 'Let this machine reach the database of DATABASE_URL over TLS, with the user that it names; see .env.sample.'
        : `See that ${where} can be read by whoever runs this.`,
      run: () => openOutcome(store(), where),
    },
    onRecord('Store', 'alerts', async (records) => {
      const at = parseInstant(await records.cursor('alerts-read'))
      if (at === null) return warning('never read', 'Start the service, and look for alerts.unread in its log.')
      const says = `last read at ${words(at)}`
      return msOf(now) - msOf(at) > READ_WITHIN_MS
        ? warning(says, 'Start the service, or look for alerts.unread in its log.')
        : ok(says)
    }),
    onRecord('Teams', 'conversations', async (records) => {
      const live = (await records.conversations()).filter(({ state }) => state === 'live')
      const newest = live
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .at(-1)
      if (!newest) return warning('Teams has told of none', 'Install PocketSOC in the team of the SOC, see docs/setup.md.')
      return ok(`${live.length} known, the newest since ${words(newest)}`)
    }),
    onRecord('Teams', 'rules', async (records) => {
      const count = (await records.rules()).length
      return count > 0 ? ok(`${count} set`) : warning('none: no alert is shown', 'Write in a channel: @PocketSOC watch high')
    }),
    onRecord('Teams', 'operator', async (records) => {
      const id = (await records.cursor('operator')) as ConversationId | null
      if (id === null) return warning('nobody is told of trouble', 'Write where operators read: @PocketSOC operator here')
      const conversation = await records.conversation(id)
      const pulse = parseInstant(await records.cursor('pulse-trip'))
      return ok(`${conversation ? conversationTitle(conversation) : id}${pulse ? `, last pulse at ${words(pulse)}` : ''}`)
    }),
    onRecord('Teams', 'outbox', async (records) => {
      const { dead, waiting, due, sending } = await records.counts()
      if (dead + waiting === 0) return ok(`${due + sending} on the way, none given up`)
      return warning(
        `${dead} given up, ${waiting} wait for a conversation`,
        'Run npm run outbox -- list, and look it up in docs/runbook.md.',
      )
    }),
  ]
}

async function openOutcome(opening: Promise<StoreToRead>, where: string): Promise<Outcome> {
  try {
    const { pending } = await opening
    if (pending.length === 0) return ok('open, tables up to date')
    return warning(`tables are ${pending.length} changes behind`, 'Start the service: it brings them up to date.')
  } catch (error) {
    if (!(error instanceof BotError && error.code === 'not-found')) throw error
    return warning(`there is none yet in ${where}`, 'Start the service: it makes one. If it runs, give the doctor its settings.')
  }
}

function words(at: Instant): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`
}

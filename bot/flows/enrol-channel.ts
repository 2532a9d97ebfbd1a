import type { Conversation } from '../domain/conversation.ts'
import { BotError } from '../domain/error.ts'
import type { Inbound, Origin } from '../domain/inbound.ts'
import type { TeamDirectory } from '../ports.ts'
import type { Store } from '../records.ts'
import type { LeavePorts } from './leave-channels.ts'
import { leaveChannels } from './leave-channels.ts'

/** What keeping the list of conversations needs. */
export interface EnrolPorts extends LeavePorts {
  readonly store: Store
  readonly directory: TeamDirectory
  readonly failed: (error: BotError) => void
}

/**
 * Keeps the list of conversations true to what Teams tells: installed, removed, renamed, deleted. Any other activity
 * shows that its conversation is alive and where its connector answers now.
 */
export async function enrolChannel(ports: EnrolPorts, { is, origin }: Inbound, signal: AbortSignal): Promise<void> {
  switch (is) {
    case 'installed':
      await seen(ports, origin)
      if (origin.team) await enrolTeam(ports, origin, origin.team, signal)
      return
    case 'removed':
      return leaveChannels(ports, is, (one) => one.state !== 'deleted' && isOf(one, origin))
    case 'team-deleted':
      return leaveChannels(ports, is, (one) => isOf(one, origin))
    case 'channel-deleted':
      return leaveChannels(ports, is, (one) => one.id === origin.conversationId)
    case 'team-renamed':
      return change(ports, (one) =>
        isOf(one, origin) && one.team ? { ...one, team: { ...one.team, name: origin.team?.name ?? one.team.name } } : one,
      )
    case 'channel-known':
    case 'message':
    case 'other':
      return seen(ports, origin)
  }
}

/** Records the conversation as alive. Channel activities don't always carry names: those that we know stay. */
async function seen({ store, now }: EnrolPorts, origin: Origin): Promise<void> {
  await store.transaction(async (records) => {
    const before = await records.conversation(origin.conversationId)
    const name =
      origin.kind !== 'channel'
        ? origin.from.name
        : (origin.channel?.name ?? (origin.channel?.id === origin.team?.id ? 'General' : null))
    const after: Conversation = {
      id: origin.conversationId,
      kind: origin.kind,
      team: origin.team ? { id: origin.team.id, name: origin.team.name ?? before?.team?.name ?? 'Team' } : (before?.team ?? null),
      name: name ?? before?.name ?? 'Channel',
      personId: origin.kind === 'personal' ? origin.from.personId : null,
      tenantId: origin.tenantId,
      serviceUrl: origin.serviceUrl,
      state: 'live',
      updatedAt: now(),
    }
    if (!before || JSON.stringify({ ...before, updatedAt: after.updatedAt }) !== JSON.stringify(after))
      await records.saveConversation(after)
  })
}

/** Teams names only one channel when the bot is installed; the team's others are asked for. */
async function enrolTeam(
  ports: EnrolPorts,
  origin: Origin,
  team: NonNullable<Origin['team']>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const channel of await ports.directory.channels(origin.serviceUrl, team.id, signal)) {
      await seen(ports, { ...origin, conversationId: channel.id, channel: { id: channel.id, name: channel.name ?? 'General' } })
    }
  } catch (error) {
    if (!(error instanceof BotError)) throw error
    ports.failed(error)
  }
}

async function change({ store, now }: EnrolPorts, edit: (one: Conversation) => Conversation): Promise<void> {
  await store.transaction(async (records) => {
    for (const one of await records.conversations()) {
      const after = edit(one)
      if (after !== one) await records.saveConversation({ ...after, updatedAt: now() })
    }
  })
}

/** Whether the conversation is the 1:1 chat, or one of the team's channels, that the activity speaks of. */
function isOf(one: Conversation, origin: Origin): boolean {
  return origin.team ? one.team?.id === origin.team.id : one.id === origin.conversationId
}

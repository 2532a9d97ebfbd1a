import * as z from 'zod/v4'
import type { ActivityId, ConversationId, PersonId } from '../../domain/ids.ts'
import type { Inbound, Origin } from '../../domain/inbound.ts'

const text = z.string().nullish().catch(null)
const named = z.object({ id: text, name: text }).nullish().catch(null)

const shape = z.object({
  type: z.string(),
  id: text,
  text,
  action: text,
  serviceUrl: z.string(),
  from: z.object({ id: text, name: text, aadObjectId: text }),
  recipient: z.object({ id: z.string() }),
  conversation: z.object({ id: z.string(), conversationType: text, tenantId: text }),
  channelData: z.object({ tenant: named, team: named, channel: named, eventType: text }).partial().nullish().catch(null),
  membersAdded: z
    .array(z.object({ id: text }))
    .nullish()
    .catch(null),
  membersRemoved: z
    .array(z.object({ id: text }))
    .nullish()
    .catch(null),
  entities: z.array(z.unknown()).nullish().catch(null),
  value: z.unknown(),
})
type Activity = z.infer<typeof shape>

/** Reads a token-checked activity from Teams; `null` when it lacks what every activity of Teams has. */
export function parseActivity(raw: unknown): Inbound | null {
  const { success, data } = shape.safeParse(raw)
  if (!success) return null
  const origin = originOf(data)
  if (!origin) return null
  const bot = data.recipient.id

  switch (data.type) {
    case 'message':
      return data.id
        ? {
            is: 'message',
            origin,
            activityId: data.id as ActivityId,
            text: spoken(data, bot),
            submitted: data.value !== undefined && data.value !== null,
          }
        : null
    case 'installationUpdate':
      return { is: data.action?.startsWith('remove') ? 'removed' : 'installed', origin }
    case 'conversationUpdate':
      return { is: changeOf(data, bot), origin }
    default:
      return { is: 'other', origin }
  }
}

/** Where an activity came from; `null` for what is no activity of Teams. */
export function parseOrigin(raw: unknown): Origin | null {
  const { success, data } = shape.safeParse(raw)
  return success ? originOf(data) : null
}

function changeOf(
  activity: Activity,
  bot: string,
): 'installed' | 'removed' | 'channel-known' | 'channel-deleted' | 'team-renamed' | 'team-deleted' | 'other' {
  if (activity.membersAdded?.some(({ id }) => id === bot)) return 'installed'
  if (activity.membersRemoved?.some(({ id }) => id === bot)) return 'removed'
  switch (activity.channelData?.eventType) {
    case 'channelCreated':
    case 'channelRenamed':
    case 'channelRestored':
      return 'channel-known'
    case 'channelDeleted':
      return 'channel-deleted'
    case 'teamRenamed':
      return 'team-renamed'
    case 'teamDeleted':
    case 'teamHardDeleted':
      return 'team-deleted'
    default:
      return 'other'
  }
}

function originOf({ conversation, channelData, serviceUrl, from }: Activity): Origin | null {
  const tenantId = channelData?.tenant?.id ?? conversation.tenantId
  const [id = '', message] = conversation.id.split(';messageid=')
  if (!tenantId || !id) return null
  const { team, channel } = channelData ?? {}
  const kind =
    conversation.conversationType === 'personal'
      ? 'personal'
      : conversation.conversationType === 'channel' || team?.id
        ? 'channel'
        : 'group'
  return {
    conversationId: (kind === 'channel' ? (channel?.id ?? id) : id) as ConversationId,
    kind,
    serviceUrl,
    tenantId,
    team: team?.id ? { id: team.id, name: team.name ?? null } : null,
    channel: channel?.id ? { id: channel.id as ConversationId, name: channel.name ?? null } : null,
    threadId: message ? (message as ActivityId) : null,
    from: { personId: (from.aadObjectId ?? null) as PersonId | null, name: from.name ?? null },
  }
}

/** What was said, without the bot's own mention. */
function spoken({ text: said, entities }: Activity, bot: string): string {
  const mentions = (entities ?? []).flatMap((entity) => {
    const { success, data } = mention.safeParse(entity)
    return success && data.mentioned.id === bot ? [data.text] : []
  })
  return mentions
    .reduce((rest, own) => rest.replaceAll(own, ' '), said ?? '')
    .replaceAll('\u00a0', ' ')
    .trim()
}
const mention = z.object({ type: z.literal('mention'), text: z.string().min(1), mentioned: z.object({ id: z.string() }) })

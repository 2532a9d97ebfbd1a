import { randomUUID } from 'node:crypto'
import type { ConversationView, MessageView } from '../control/shapes.ts'
import type { TenantClock } from '../platform.ts'
import { type Account, APPS, TEAM, TENANT_ID } from '../world.ts'

/** Where Teams tells the bot to answer, at the connector's host. */
export const serviceUrlAt = (connectorHost: string): string => `https://${connectorHost}/emea/${TENANT_ID}/`

/** How Teams knows the bot. */
export const BOT = { id: `28:${APPS.bot.clientId}`, name: 'PocketSOC' } as const

/** How a message in a channel begins: the bot hears only what mentions it. */
export const MENTION = `<at>${BOT.name}</at>`

/** An activity as it goes over the wire. */
export type Activity = Readonly<Record<string, unknown>>

/** What a sign-in brought: a token of single sign-on, or what a sign-in page handed to the client. */
export type Proof =
  | { readonly authentication: { readonly id: string; readonly connectionName: string; readonly token: string } }
  | { readonly state: string }

/** What an Action.Execute that was pressed says. */
export interface Pressed {
  readonly verb: string
  readonly title: string | null
  readonly data: unknown
  readonly proof?: Proof
}

/** What happened in a conversation, and to whose hand. */
export interface Happening {
  readonly by: Account
  readonly conversation: ConversationView
}

/** Builds what Teams sends to the bot (its pages on conversation events and on Universal Actions). */
export function createActivities(clock: TenantClock, serviceUrl: string) {
  const base = (type: string, { by, conversation }: Happening, root: string | null = null): Activity => {
    const channel = conversation.kind === 'channel'
    const thread = root === null ? '' : `;messageid=${root}`
    const timestamp = new Date(clock.now()).toISOString()
    return {
      type,
      id: `f:${randomUUID()}`,
      timestamp,
      localTimestamp: timestamp,
      localTimezone: 'Europe/Paris',
      channelId: 'msteams',
      serviceUrl,
      from: { id: by.mri, name: by.name, aadObjectId: by.oid },
      recipient: BOT,
      conversation: {
        ...(channel && { isGroup: true }),
        conversationType: conversation.kind,
        tenantId: TENANT_ID,
        id: `${conversation.id}${thread}`,
      },
      channelData: {
        ...(channel && { team: { id: TEAM.id }, channel: { id: conversation.id } }),
        tenant: { id: TENANT_ID },
      },
      locale: 'en-GB',
      entities: [{ type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'iOS', timezone: 'Europe/Paris' }],
    }
  }
  const rootOf = ({ kind }: ConversationView, message: MessageView) => (kind === 'channel' ? message.root : null)
  const ofTeam = (happening: Happening, eventType: string, more: Activity): Activity => ({
    ...base('conversationUpdate', happening),
    channelData: {
      eventType,
      team: { id: TEAM.id, aadGroupId: TEAM.groupId, name: happening.conversation.team },
      tenant: { id: TENANT_ID },
    },
    ...more,
  })

  return {
    /** The bot was added to the team or the 1:1 chat, or removed: Teams sends both of these. */
    installation(happening: Happening, action: 'add' | 'remove'): Activity[] {
      const who = { [action === 'add' ? 'membersAdded' : 'membersRemoved']: [{ id: BOT.id }] }
      const update = { ...base('installationUpdate', happening), action }
      if (happening.conversation.kind === 'personal') return [update, { ...base('conversationUpdate', happening), ...who }]
      const event = action === 'add' ? 'teamMemberAdded' : 'teamMemberRemoved'
      return [
        {
          ...update,
          channelData: {
            settings: { selectedChannel: { id: TEAM.id } },
            channel: { id: TEAM.id },
            team: { id: TEAM.id, aadGroupId: TEAM.groupId, name: happening.conversation.team },
            tenant: { id: TENANT_ID },
            source: { name: 'message' },
          },
        },
        ofTeam(happening, event, who),
      ]
    },

    /** A channel came, went or got another name; the activity's conversation is the team. */
    channelChanged(
      happening: Happening,
      eventType: 'channelCreated' | 'channelRenamed' | 'channelDeleted',
      channel: ConversationView,
    ) {
      const update = ofTeam(happening, eventType, {})
      const { id, name } = channel
      return { ...update, channelData: { ...(update['channelData'] as Activity), channel: { id, name } } }
    },

    teamRenamed: (happening: Happening): Activity => ofTeam(happening, 'teamRenamed', {}),

    /** What a person wrote. */
    said(happening: Happening, message: MessageView): Activity {
      const { conversation } = happening
      const activity = base('message', happening, rootOf(conversation, message))
      const reply = message.root === message.id ? {} : { replyToId: message.root }
      const text = message.text ?? ''
      const common = { ...activity, id: message.id, textFormat: 'plain', text, ...reply }
      if (conversation.kind === 'personal') return common
      const mentioned = `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">${BOT.name}</span>`
      const html = `<p>${mentioned}${escaped(text.slice(MENTION.length))}</p>`
      return {
        ...common,
        attachments: [{ contentType: 'text/html', content: html }],
        entities: [{ type: 'mention', text: MENTION, mentioned: BOT }, ...(activity['entities'] as Activity[])],
      }
    },

    /** A button was pressed: Action.Execute. */
    pressed(happening: Happening, message: MessageView, { verb, title, data, proof }: Pressed): Activity {
      return {
        ...base('invoke', happening, rootOf(happening.conversation, message)),
        name: 'adaptiveCard/action',
        replyToId: message.id,
        value: { action: { type: 'Action.Execute', id: null, title, verb, data }, trigger: 'manual', ...proof },
      }
    },

    /** A button was pressed on a client that only knows the Action.Submit beside it: a message with a value and no text. */
    submitted(happening: Happening, message: MessageView, data: unknown): Activity {
      return { ...base('message', happening, rootOf(happening.conversation, message)), replyToId: message.id, value: data }
    },
  }
}

const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)

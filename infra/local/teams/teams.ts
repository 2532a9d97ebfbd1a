import type { BotAnswer, ConversationView, MessageView, TenantEvent } from '../control/shapes.ts'
import type { Handler, TenantClock, TokenReader } from '../platform.ts'
import { accountBy, TEAM } from '../world.ts'
import { type Activity, BOT, createActivities, type Happening, MENTION, SERVICE_URL } from './activities.ts'
import type { Tell } from './bot-line.ts'
import { executeActions } from './card-actions.ts'
import { createConnector } from './connector.ts'
import { createConversations } from './conversations.ts'
import { createMessages } from './messages.ts'
import { createSendLimits } from './send-limits.ts'

/** A press on a button: which one, on whose behalf. */
export interface Click {
  readonly account: string
  readonly conversation: string
  readonly message: string
  readonly verb: string
  /** Sent instead of what the card says, as a crafted click. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  readonly inputs?: Readonly<Record<string, unknown>> | undefined
  /** As a client that knows only the Action.Submit beside the button. */
  readonly submit?: boolean | undefined
}

/** Teams: what the bot reaches through `connector`, and what people do. All of the latter throw an Error that names bad input. */
export interface Teams {
  readonly connector: Handler
  conversations(): ConversationView[]
  messages(conversation: string): MessageView[]
  /** Adds the bot to the team (`team`) or to an account's 1:1 chat; the answers to the two activities that tell it. */
  install(where: string): Promise<BotAnswer[]>
  uninstall(where: string): Promise<BotAnswer[]>
  createChannel(name: string): Promise<ConversationView>
  renameChannel(id: string, name: string): Promise<ConversationView>
  deleteChannel(id: string): Promise<ConversationView>
  renameTeam(name: string): Promise<void>
  /** Writes a message to the bot; in a channel it mentions the bot, and `root` makes it a reply. */
  say(account: string, conversation: string, text: string, root?: string): Promise<BotAnswer>
  click(click: Click): Promise<BotAnswer>
}

/** What Teams needs. */
export interface TeamsParts {
  readonly clock: TenantClock
  readonly tokens: TokenReader
  readonly tell: Tell
  readonly issue: (serviceUrl: string) => Promise<string>
  readonly emit: (event: TenantEvent) => void
}

/** The team and chats of world.ts. */
export function createTeams({ clock, tokens, tell, issue, emit }: TeamsParts): Teams {
  const conversations = createConversations(() => emit({ type: 'conversations' }))
  const messages = createMessages(clock, (message) => emit({ type: 'message', message }))
  const activities = createActivities(clock)
  /** The card that the bot last answered an account's click with, by account and message. */
  const privateCards = new Map<string, unknown>()
  const send = async (activity: Activity): Promise<BotAnswer> => tell(activity, await issue(SERVICE_URL))

  const place = (account: string, id: string): Happening => {
    const by = accountBy(account)
    const conversation = conversations.find(id)
    if (!conversation?.exists) throw new Error(`There is no conversation ${id}`)
    if (conversation.account !== null && conversation.account !== account) throw new Error(`${account} is not in ${id}`)
    return { by, conversation }
  }
  const messageIn = (conversation: string, id: string): MessageView => {
    const found = messages.find(conversation, id)
    if (!found || found.deleted) throw new Error(`There is no message ${id} in ${conversation}`)
    return found
  }
  /** The team itself is its General channel. */
  const inTeam = (): Happening => place('lead', TEAM.id)
  const setInstalled = async (where: string, action: 'add' | 'remove'): Promise<BotAnswer[]> => {
    const chat = conversations.list().find(({ account }) => account === where)
    if (where !== 'team' && !chat) throw new Error(`There is no account ${where}`)
    conversations.setInstalled(where, action === 'add')
    const happening = chat ? place(where, chat.id) : inTeam()
    const answers: BotAnswer[] = []
    for (const activity of activities.installation(happening, action)) answers.push(await send(activity))
    return answers
  }
  const tellChannel = async (
    eventType: 'channelCreated' | 'channelRenamed' | 'channelDeleted',
    channel: ConversationView | null,
  ) => {
    if (!channel) throw new Error('There is no such channel')
    if (conversations.team.installed) await send(activities.channelChanged(inTeam(), eventType, channel))
    return channel
  }

  return {
    connector: createConnector({ tokens, conversations, messages, takeTurn: createSendLimits(clock) }),
    conversations: conversations.list,
    messages(conversation) {
      if (!conversations.find(conversation)) throw new Error(`There is no conversation ${conversation}`)
      return messages.of(conversation)
    },
    install: (where) => setInstalled(where, 'add'),
    uninstall: (where) => setInstalled(where, 'remove'),
    createChannel: (name) => tellChannel('channelCreated', conversations.addChannel(name)),
    renameChannel: (id, name) => tellChannel('channelRenamed', conversations.renameChannel(id, name)),
    async deleteChannel(id) {
      if (id === TEAM.id) throw new Error('General cannot be deleted')
      return tellChannel('channelDeleted', conversations.deleteChannel(id))
    },
    async renameTeam(name) {
      conversations.renameTeam(name)
      if (conversations.team.installed) await send(activities.teamRenamed(inTeam()))
    },
    async say(account, conversation, text, root) {
      const happening = place(account, conversation)
      const thread = root === undefined ? null : messageIn(conversation, root).root
      const from = { kind: 'person', key: account, name: happening.by.name } as const
      const inChannel = happening.conversation.kind === 'channel'
      const sent = inChannel ? { text: `${MENTION} ${text}`, entities: [{ type: 'mention', mentioned: BOT }] } : { text }
      const at = { conversation, root: inChannel ? thread : null, from }
      return send(activities.said(happening, messages.add(at, { type: 'message', ...sent })))
    },
    async click({ account, conversation, message: id, verb, data, inputs, submit }) {
      const happening = place(account, conversation)
      const message = messageIn(conversation, id)
      const key = `${account} ${id}`
      const button = [privateCards.get(key), ...message.cards].flatMap(executeActions).find((action) => action.verb === verb)
      if (!button && !data) throw new Error(`No button of message ${id} has the verb ${verb}`)
      if (submit) return send(activities.submitted(happening, message, { ...(data ?? button?.fallback?.data), ...inputs }))

      const pressed = { verb, title: button?.title ?? null, data: { ...(data ?? button?.data), ...inputs } }
      const answer = await send(activities.pressed(happening, message, pressed))
      const card = cardIn(answer)
      if (card) {
        privateCards.set(key, card)
        emit({ type: 'private', account, message: id, answer })
      }
      return answer
    },
  }
}

function cardIn({ status, body }: BotAnswer): unknown {
  if (status !== 200 || typeof body !== 'object' || body === null) return null
  return 'type' in body && body.type === 'application/vnd.microsoft.card.adaptive' && 'value' in body ? body.value : null
}

import type { Cloud } from '../cloud.ts'
import type { BotAnswer, ConversationView, MessageView, TenantEvent } from '../control/shapes.ts'
import type { Handler, TenantClock, TokenReader } from '../platform.ts'
import { accountBy, TEAM } from '../world.ts'
import { type Activity, BOT, createActivities, type Happening, MENTION, serviceUrlAt } from './activities.ts'
import type { Tell } from './bot-line.ts'
import { type Click, createClicks } from './clicks.ts'
import { type Clients, goodClients } from './clients.ts'
import { createConnector } from './connector.ts'
import { createConversations } from './conversations.ts'
import { createMessages } from './messages.ts'
import { createSendLimits } from './send-limits.ts'
import { createSignIn, type SignIn, type SignInParts } from './sign-in.ts'

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
  readonly signIn: SignIn
  readonly clients: Clients
}

/** What Teams needs. */
export interface TeamsParts {
  readonly cloud: Cloud
  readonly clock: TenantClock
  readonly tokens: TokenReader
  readonly tell: Tell
  readonly issue: (serviceUrl: string) => Promise<string>
  readonly emit: (event: TenantEvent) => void
  readonly entra: SignInParts['entra']
  readonly publicUrl: () => string
}

/** The team and chats of world.ts. */
export function createTeams({ cloud, clock, tokens, tell, issue, emit, entra, publicUrl }: TeamsParts): Teams {
  const conversations = createConversations(() => emit({ type: 'conversations' }))
  const clients = goodClients()
  const messages = createMessages(clock, (message) => {
    emit({ type: 'message', message })
    if (message.updates > 0 && clients.updateWipesPrivateCards) clicks.forget(message.id)
  })
  const serviceUrl = serviceUrlAt(cloud.connectorHost)
  const activities = createActivities(clock, serviceUrl)
  const send = async (activity: Activity): Promise<BotAnswer> => tell(activity, await issue(serviceUrl))

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
  const clicks = createClicks({ activities, place, messageIn, send, emit })
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
    connector: createConnector({
      audience: cloud.connectorAudience,
      tokens,
      conversations,
      messages,
      takeTurn: createSendLimits(clock),
    }),
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
    click: (click) => clicks.press(click),
    signIn: createSignIn({ press: clicks.press, clients, entra, publicUrl }),
    clients,
  }
}

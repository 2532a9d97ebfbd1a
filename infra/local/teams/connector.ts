import * as z from 'zod/v4'
import type { Handler } from '../platform.ts'
import { answerBy, type Route, route } from '../routes.ts'
import { APPS, TENANT_ID } from '../world.ts'
import { ConnectorRefusal, refusalAnswer } from './connector-answers.ts'
import { splitThread } from './conversations.ts'
import { directoryRoutes } from './directory.ts'
import { messageShape, type Place, type Sent } from './messages.ts'
import { type ConnectorParts, memberBy, openConversation, spendTurn } from './roster.ts'

/** Teams's limit for a bot's message, in bytes of UTF-16 (its page on formatting bot messages). */
const MOST_BYTES = 100 * 1024

const BOT = { kind: 'bot', key: 'bot', name: 'PocketSOC' } as const

const activityShape = z.union([messageShape, z.looseObject({ type: z.literal('typing') })])
const newConversationShape = z.looseObject({
  channelData: z.looseObject({ channel: z.object({ id: z.string() }).optional() }).optional(),
  members: z.array(z.looseObject({ id: z.string() })).optional(),
  activity: messageShape.optional(),
})

/** Teams's connector: what the bot posts, updates and asks comes in here. */
export function createConnector(parts: ConnectorParts): Handler {
  const routes = answerBy(
    [...messageRoutes(parts), ...directoryRoutes(parts)],
    async () => refusalAnswer(new ConnectorRefusal('NotFound', 'No such operation.')),
    `/(?:emea/${TENANT_ID}|teams)`,
  )
  return async (request) => {
    try {
      const caller = await parts.tokens(request, parts.audience)
      if (caller?.kind !== 'app' || caller.appId !== APPS.bot.clientId) {
        throw new ConnectorRefusal('BotNotRegistered', 'Authorization has been denied for this request.')
      }
      return await routes(request)
    } catch (error) {
      if (error instanceof ConnectorRefusal) return refusalAnswer(error)
      throw error
    }
  }
}

function messageRoutes({ conversations, messages, takeTurn }: ConnectorParts): Route[] {
  const spend = spendTurn(takeTurn)
  const place = (id: string, replyTo: string | null): Place => {
    const { conversation, root } = splitThread(id)
    spend('send', conversation)
    const { kind } = openConversation(conversations, conversation)
    if (kind === 'personal') return { conversation, root: null, from: BOT }
    const answered = root ?? replyTo
    const first = answered === null ? null : messages.find(conversation, answered)
    if (answered !== null && !first) throw new ConnectorRefusal('ActivityNotFoundInConversation', 'No such thread.')
    return { conversation, root: first?.root ?? null, from: BOT }
  }
  /** Text beside a card is posted as two messages, and no id is told (Teams: rate-limit page). */
  const post = (at: Place, sent: Sent) => {
    const { text, attachments, ...rest } = sent
    if (!text || !attachments?.length) return messages.add(at, sent)
    spend('send', at.conversation)
    messages.add(at, { ...rest, text })
    messages.add(at, { ...rest, attachments })
    return null
  }
  const send: Route['answer'] = async (request, id = '', replyTo) => {
    const sent = await readBody(request, activityShape)
    const at = place(id, replyTo ?? null)
    if (sent.type === 'typing') return Response.json({}, { status: 201 })
    const message = post(at, sent)
    return Response.json(message ? { id: message.id } : {}, { status: 201 })
  }

  return [
    route('POST', '/v3/conversations', async (request) => {
      const { channelData, members, activity } = await readBody(request, newConversationShape)
      const channel = channelData?.channel?.id
      if (channel) {
        if (!activity) throw new ConnectorRefusal('BadSyntax', 'A thread in a channel begins with an activity.')
        const at = place(channel, null)
        const message = post(at, activity)
        const root = message?.id ?? messages.of(at.conversation).at(-1)?.root
        const id = `${at.conversation};messageid=${root}`
        return Response.json({ id, ...(message && { activityId: message.id }) }, { status: 201 })
      }

      const account = memberBy(members?.[0]?.id ?? '')
      if (!account) throw new ConnectorRefusal('BadSyntax', 'Name a channel, or one member of the tenant.')
      spend('create conversation', account.key)
      const chat = conversations.list().find((one) => one.account === account.key)
      if (!chat?.installed) throw new ConnectorRefusal('ForbiddenOperationException', 'The app is not installed for this person.')
      const message = activity ? post(place(chat.id, null), activity) : null
      return Response.json({ id: chat.id, ...(message && { activityId: message.id }) }, { status: 201 })
    }),
    route('POST', '/v3/conversations/:conversation/activities', send),
    route('POST', '/v3/conversations/:conversation/activities/:activity', send),
    route('PUT', '/v3/conversations/:conversation/activities/:activity', async (request, id = '', activity = '') => {
      const sent = await readBody(request, messageShape)
      const { conversation } = place(id, null)
      if (!messages.replace(conversation, activity, sent)) throw gone()
      return Response.json({ id: activity })
    }),
    route('DELETE', '/v3/conversations/:conversation/activities/:activity', (_, id = '', activity = '') => {
      const { conversation } = place(id, null)
      if (!messages.remove(conversation, activity)) throw gone()
      return new Response(null, { status: 200 })
    }),
  ]
}

const gone = () => new ConnectorRefusal('ActivityNotFoundInConversation', 'The message was deleted, or never was.')

async function readBody<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  const text = await request.text()
  if (text.length * 2 > MOST_BYTES) throw new ConnectorRefusal('MessageSizeTooBig', 'Message size too large.')
  const json = z.string().transform((body, context) => {
    try {
      return JSON.parse(body) as unknown
    } catch {
      context.addIssue('not JSON')
      return z.NEVER
    }
  })
  const { success, data } = json.pipe(shape).safeParse(text)
  if (!success) throw new ConnectorRefusal('BadSyntax', 'Bad format of conversation or activity.')
  return data
}

import * as z from 'zod/v4'
import { BotError } from '../../domain/error.ts'
import type { ActivityId, ConversationId } from '../../domain/ids.ts'
import type { Address, Connector, Message, TeamDirectory } from '../../ports.ts'
import type { Answer } from '../http/exchange.ts'
import { exchange, refusal } from '../http/exchange.ts'

/** Teams takes up to 15 s before it gives up on a post itself. */
const DEADLINE_MS = 20_000

const posted = z.object({ id: z.string().optional(), activityId: z.string().optional() })
const channelList = z.object({ conversations: z.array(z.object({ id: z.string(), name: z.string().nullish() })) })

/**
 * Our own client of Teams's connector: every call is one request, tried once, because a repeated post is a repeated
 * alert (the SDK's client repeats by itself). `token` is the bot's own.
 */
export function createConnector(token: { get(): Promise<string>; forget(): void }): Connector & TeamDirectory {
  const call = async (
    method: string,
    serviceUrl: string,
    path: string,
    body: object | null,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const request = new Request(new URL(`v3/${path}`, serviceUrl.endsWith('/') ? serviceUrl : `${serviceUrl}/`), {
      method,
      headers: { authorization: `Bearer ${await token.get()}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    const answer = await exchange(request, DEADLINE_MS, signal)
    if (answer.status === 401) token.forget()
    if (answer.status < 200 || answer.status > 299) throw refusal(answer, `Teams ${method}`)
    return answer
  }

  return {
    async post(to, message, signal) {
      const thread = to.kind === 'channel' && to.threadId === null
      const { body } = thread
        ? await call('POST', to.serviceUrl, 'conversations', newThread(to, message), signal)
        : await call(
            'POST',
            to.serviceUrl,
            `conversations/${encodeURIComponent(target(to))}/activities`,
            activity(to, message),
            signal,
          )
      const { success, data } = posted.safeParse(body)
      const id = success ? (data.activityId ?? data.id) : undefined
      if (!id) throw new BotError('unclear', 'Teams gave no id for the message')
      return id as ActivityId
    },

    async update(to, activityId, message, signal) {
      const path = `conversations/${encodeURIComponent(target(to))}/activities/${encodeURIComponent(activityId)}`
      await call('PUT', to.serviceUrl, path, { ...activity(to, message), id: activityId }, signal)
    },

    async channels(serviceUrl, teamId, signal) {
      const { body } = await call('GET', serviceUrl, `teams/${encodeURIComponent(teamId)}/conversations`, null, signal)
      const { success, data } = channelList.safeParse(body)
      if (!success) throw new BotError('unclear', 'Teams gave no list of channels')
      return data.conversations.map(({ id, name }) => ({ id: id as ConversationId, name: name ?? null }))
    },
  }
}

function target({ conversationId, threadId }: Address): string {
  return threadId ? `${conversationId};messageid=${threadId}` : conversationId
}

function newThread(to: Address, message: Message): object {
  return {
    isGroup: true,
    tenantId: to.tenantId,
    channelData: { channel: { id: to.conversationId }, tenant: { id: to.tenantId } },
    activity: activity(to, message),
  }
}

/** One message; `notification.alert` makes a 1:1 message ring the phone. */
function activity({ kind }: Address, { summary, body }: Message): object {
  return {
    type: 'message',
    summary,
    ...('text' in body
      ? { text: body.text, textFormat: 'markdown' }
      : { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: body.card }] }),
    ...(kind === 'personal' && { channelData: { notification: { alert: true } } }),
  }
}

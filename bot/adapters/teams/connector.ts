import * as z from 'zod/v4'
import { BotError } from '../../domain/error.ts'
import type { ActivityId, ConversationId, PersonId } from '../../domain/ids.ts'
import type { Member } from '../../domain/member.ts'
import type { Roster } from '../../ports/roster.ts'
import type { Address, Connector, Message, TeamDirectory } from '../../ports.ts'
import type { Answer } from '../http/exchange.ts'
import { exchange, refusal } from '../http/exchange.ts'

/** Teams takes up to 15 s before it gives up on a post itself. */
const DEADLINE_MS = 20_000

const posted = z.object({ id: z.string().optional(), activityId: z.string().optional() })
const channelList = z.object({ conversations: z.array(z.object({ id: z.string(), name: z.string().nullish() })) })
/** Teams: "Get Teams-specific context", from 50 to 500 people a page. */
const PAGE_SIZE = 500
/** A team has at most 25,000 people (Teams: "Limits and specifications"). */
const MOST_PAGES = 50
const memberPage = z.object({
  members: z.array(
    z.object({
      aadObjectId: z.string().nullish(),
      name: z.string().nullish(),
      tenantId: z.string().nullish(),
      userRole: z.string().nullish(),
    }),
  ),
  continuationToken: z.string().nullish(),
})

/**
 * Our own client of Teams's connector: every call is one request, tried once, because a repeated post is a repeated
 * alert (the SDK's client repeats by itself). `token` is the bot's own.
 */
export function createConnector(token: { get(): Promise<string>; forget(): void }): Connector & TeamDirectory & Roster {
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

    async members(serviceUrl, channel, signal) {
      const members: Member[] = []
      let next: string | null = null
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = new URLSearchParams({ pageSize: String(PAGE_SIZE), ...(next && { continuationToken: next }) })
        const path = `conversations/${encodeURIComponent(channel)}/pagedmembers?${query}`
        const { success, data } = memberPage.safeParse((await call('GET', serviceUrl, path, null, signal)).body)
        if (!success) throw new BotError('unclear', 'Teams gave no list of members')
        members.push(...data.members.flatMap(memberOf))
        next = data.continuationToken || null
        if (next === null) return members
      }
      throw new BotError('unclear', 'Teams gave no end of the list of members')
    },
  }
}

function memberOf({ aadObjectId, name, tenantId, userRole }: z.infer<typeof memberPage>['members'][number]): Member[] {
  if (!aadObjectId || !name) return []
  return [{ id: aadObjectId as PersonId, name: name.slice(0, 200), tenantId: tenantId ?? null, role: userRole ?? null }]
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

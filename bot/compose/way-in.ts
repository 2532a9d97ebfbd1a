import { setImmediate as afterThis } from 'node:timers/promises'
import type { Receive } from '../adapters/teams/receive.ts'
import type { Background } from '../background.ts'
import { helpText } from '../cards/help-text.ts'
import { answerMessage } from '../flows/answer-message.ts'
import { enrolChannel } from '../flows/enrol-channel.ts'
import type { SignInPages, UserTokens } from '../ports.ts'
import { answering } from './answering.ts'
import type { BatchRunner } from './batches.ts'
import type { Ground } from './ground.ts'

/** What the way in from Teams leads to. */
export interface Inside {
  readonly tokens: UserTokens
  readonly signIn: SignInPages
  /** Sends now what is due, if this instance is the one that sends. */
  readonly deliver: () => void
  readonly background: Background
  /** Runs a batch here, in the background. */
  readonly runBatch: BatchRunner['run']
}

/** Teams counts an app that answers a click later than a few seconds as not reached, and asks again. */
const ANSWER_WITHIN_MS = 2700

/** The SDK takes half a second to load: it does so once the service listens, and the first activity waits for it. */
export function wayIn(ground: Ground, inside: Inside): Receive {
  const receiver = afterThis()
    .then(() => import('../adapters/teams/receive.ts'))
    .then((loaded) => receiverOf(loaded, ground, inside))
  receiver.catch(ground.events.crashed) // every activity then fails with it
  return async (authorization, body) => (await receiver)(authorization, body)
}

function receiverOf({ createReceiver }: typeof import('../adapters/teams/receive.ts'), ground: Ground, inside: Inside): Receive {
  const { config, cloud, events, store, now, newId, connector } = ground
  const answer = answering(ground, inside)
  return createReceiver(
    { clientId: config.BOT_ID, tenantId: config.TENANT_ID, channelService: cloud.channelService },
    { tenantId: config.TENANT_ID, serviceHosts: cloud.serviceHosts, issuer: cloud.botIssuer },
    {
      async inbound(inbound) {
        const signal = AbortSignal.timeout(10_000)
        const { channelsUnread: failed, operatorLost } = events
        await enrolChannel({ store, directory: connector, now, failed, operatorLost }, inbound, signal)
        await answerMessage({ store, tokens: inside.tokens, now, newId, helpText }, inbound)
        events.conversationSeen(inbound.is, inbound.origin.conversationId, inbound.origin.kind)
        inside.deliver()
      },
      click: (click) =>
        ground.trail.during('click', async () => {
          const began = ground.nowMs()
          const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
          const reply = await answer(click, signal)
          events.clickAnswered(click.verb, click.person.id, reply.is, ground.nowMs() - began)
          setImmediate(() => inside.deliver()) // the answer first, then what everybody sees
          return reply
        }),
      newId: () => newId(16),
    },
    { turnedAway: events.turnedAway, turnFailed: events.turnFailed, signInTold: events.signInTold },
  )
}

import teamsAi from '@microsoft/teams-ai/lib/Application.js'
import type { Activity, TurnContext } from 'botbuilder'
import botbuilder from 'botbuilder'
import type { Click, ClickReply } from '../../domain/click.ts'
import type { Inbound } from '../../domain/inbound.ts'
import { createCallerLimit } from '../http/caller-limit.ts'
import type { GuardRules } from './guard.ts'
import { guard } from './guard.ts'
import { hush } from './hush.ts'
import type { InvokeBody } from './invoke-reply.ts'
import { failureBody, invokeBody } from './invoke-reply.ts'
import { parseActivity } from './parse-activity.ts'
import { parseCardAction } from './parse-card-action.ts'

/** What Teams is answered: an HTTP status, and a body for invokes. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
  /** Why it is refused, where whoever asked proved nobody. */
  readonly unproven?: string
}

/** What the doorkeeper tells of a request that it could not take, or that failed. */
export interface DoorEvents {
  turnedAway(status: number, why: string): void
  /** Teams tells how single sign-on went at the client (`signin/failure` with a code). */
  signInTold(name: string, code: string | null): void
  /** `reference` is what the person was told. */
  turnFailed(error: unknown, reference?: string): void
}

/** Takes one POST of `/api/messages`: the `Authorization` header and the parsed body. Never throws. */
export type Receive = (authorization: string | undefined, body: unknown) => Promise<Reply>

/** What is done with what Teams brings. */
export interface Handlers {
  readonly inbound: (inbound: Inbound) => Promise<void>
  readonly click: (click: Click) => Promise<ClickReply>
  /** Makes an id that Teams gives back with a token, and one by which a fault is found in the log. */
  readonly newId: () => string
}

/** One person; a program that presses buttons for them is faster. */
const RATE = { burst: 200, perSecond: 20 }

const { CloudAdapter, ConfigurationBotFrameworkAuthentication } = botbuilder

/**
 * The way in from Teams: our guard, then the SDK's check of the token, then the routes. Inbound only: this SDK holds no
 * credentials and cannot send; whatever goes out takes the outbox and our connector. `channelService` names the cloud to it.
 */
export function createReceiver(
  bot: { readonly clientId: string; readonly tenantId: string; readonly channelService: string },
  rules: GuardRules,
  handlers: Handlers,
  events: DoorEvents,
): Receive {
  const door = new Door(
    new ConfigurationBotFrameworkAuthentication(
      {
        MicrosoftAppId: bot.clientId,
        MicrosoftAppType: 'SingleTenant',
        MicrosoftAppTenantId: bot.tenantId,
        ChannelService: bot.channelService,
      },
      new NoCredentials(bot.clientId),
    ),
  )
  const { admits } = createCallerLimit(RATE, Date.now)
  const app = new teamsAi.Application({ startTypingTimer: false, removeRecipientMention: false })
  app.addRoute(
    async ({ activity }) => activity.type === 'invoke' && activity.name === 'adaptiveCard/action',
    async (context) => {
      const click = parseCardAction(context.activity)
      const body = await answer(click, handlers, events)
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } })
    },
    true,
  )
  app.addRoute(
    async ({ activity }) => activity.type === 'invoke' && activity.name?.startsWith('signin/') === true,
    async (context) => {
      events.signInTold(context.activity.name ?? '', failureCode(context.activity.value))
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200 } })
    },
    true,
  )
  app.addRoute(
    async ({ activity }) => activity.type !== 'invoke',
    async ({ activity }) => {
      const inbound = parseActivity(activity)
      if (inbound) await handlers.inbound(inbound)
    },
  )

  return async (authorization, body) => {
    const refused = guard(authorization, body, rules)
    if (refused) return { status: refused.status, unproven: refused.why }
    const activity = body as Activity // the guard has seen that it is one
    let proven: Proven
    try {
      proven = await door.prove(activity, authorization ?? '')
    } catch (error) {
      const why = `token: ${error instanceof Error ? error.name : 'unknown'}`
      if (isTokenFault(error)) return { status: 401, unproven: why }
      events.turnedAway(503, why)
      return { status: 503 }
    }
    if (!admits(activity.from.aadObjectId ?? activity.from.id)) {
      events.turnedAway(429, 'one person asks too often')
      return { status: 429 }
    }
    try {
      const answer = await door.enter(proven, activity, async (context) => {
        await app.run(context)
      })
      return answer ? { status: answer.status, body: answer.body } : { status: 200 }
    } catch (error) {
      events.turnFailed(error)
      return { status: 500 }
    }
  }
}

/** Teams's code for a failed single sign-on, such as `resourcematchfailed`. */
function failureCode(value: unknown): string | null {
  return value && typeof value === 'object' && 'code' in value && typeof value.code === 'string' ? value.code : null
}

/** One of the six bodies, always: with any other, Teams tells the person that the app cannot be reached. */
async function answer(click: Click | null, handlers: Handlers, events: DoorEvents): Promise<InvokeBody> {
  const reference = handlers.newId()
  try {
    if (!click) return invokeBody({ is: 'words', text: 'I could not read this click. Nothing was done.' }, handlers.newId)
    return invokeBody(await handlers.click(click), handlers.newId)
  } catch (error) {
    events.turnFailed(error, reference)
    return failureBody(reference)
  }
}

/** The SDK's adapter in two steps, so that a refused token and a failed turn are told apart. */
class Door extends CloudAdapter {
  prove(activity: Activity, authorization: string) {
    return hush(() => this.botFrameworkAuthentication.authenticateRequest(activity, authorization))
  }
  enter(proven: Proven, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(proven, activity, logic)
  }
}
type Proven = Awaited<ReturnType<Door['prove']>>

/** Lets the SDK check whom a token is for, and gives it nothing to sign with. */
class NoCredentials extends botbuilder.ConfigurationServiceClientCredentialFactory {
  readonly #clientId: string

  constructor(clientId: string) {
    super({})
    this.#clientId = clientId
  }
  override async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.#clientId
  }
  override async isAuthenticationDisabled(): Promise<boolean> {
    return false
  }
}

/** The SDK answers most bad tokens with AuthenticationError, and lets those of its JWT library through. */
function isTokenFault(error: unknown): boolean {
  const name = error instanceof Error ? error.name : ''
  return (
    ['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'].includes(name) ||
    (error instanceof Error && 'statusCode' in error && error.statusCode === 401)
  )
}

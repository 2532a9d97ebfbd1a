import * as z from 'zod/v4'
import type { BotAnswer, SignedInView } from '../control/shapes.ts'
import type { Entra } from '../entra/entra.ts'
import { codeOn, signInWith } from '../form-browser.ts'
import { accountBy, personalChat } from '../world.ts'
import type { Click, Clicks } from './clicks.ts'
import type { Clients } from './clients.ts'

/** A click, and how the sign-in that it may ask for goes. */
export interface SignInWish extends Click {
  /** Who is picked on the sign-in page instead of who pressed. */
  readonly asAtSignIn?: string | undefined
  /** Whether they approve and accept what else they are asked (yes), or cancel. */
  readonly approve?: boolean | undefined
}

/** How Teams signs people in when a card action is answered 401 (Teams: "Universal Actions", its page on single sign-on). */
export interface SignIn {
  /** Presses, and where single sign-on reaches does it: the answer the client goes on with. */
  silently(click: Click): Promise<BotAnswer>
  /** The same, and when a button is left, follows its page to the end and presses again. */
  toTheEnd(wish: SignInWish): Promise<SignedInView>
  /** The press that a client sends when a sign-in page has handed it `code`. */
  after(click: Click, code: string): Promise<BotAnswer>
  /** What `authentication.getAuthToken` gives a tab. @throws Error whose message is Teams's own word for why not */
  authToken(account: string, claims: string | null): Promise<string>
}

/** What signing in needs. */
export interface SignInParts {
  readonly press: Clicks['press']
  readonly clients: Clients
  readonly entra: Pick<Entra, 'ssoToken' | 'ssoTokenFor' | 'bentToken'>
  readonly publicUrl: () => string
}

/** A body with which Teams lets nobody sign in is an Error that says what is wrong with it. */
export function createSignIn({ press, clients, entra, publicUrl }: SignInParts): SignIn {
  const tokenFor = (key: string): Promise<string> =>
    clients.sso === 'works' ? entra.ssoToken(accountBy(key)) : entra.bentToken(accountBy(key), { expired: true })

  const silently: SignIn['silently'] = async (click) => {
    const first = await press(click)
    const asked = loginRequest(first)
    // Not in channels: "SSO is not possible in channels (platform limitation)", say the Teams SDK's maintainers.
    const reaches = click.conversation === personalChat(click.account) && clients.sso !== 'absent'
    if (!asked?.tokenExchangeResource || !reaches) return first
    const { connectionName, tokenExchangeResource } = asked
    const authentication = { id: tokenExchangeResource.id, connectionName, token: await tokenFor(click.account) }
    const second = await press(click, { authentication })
    return codeOf(second) === 412 ? first : second
  }
  const after: SignIn['after'] = (click, state) => (clients.stateComesBack ? press(click, { state }) : press(click))

  return {
    silently,
    after,
    async authToken(key, claims) {
      if (clients.sso === 'absent') throw new Error('resourceDisabled')
      if (claims === null) return tokenFor(key)
      const token = await entra.ssoTokenFor(accountBy(key), claims)
      if (token === null) throw new Error('resourceRequiresMfa')
      return token
    },
    async toTheEnd({ asAtSignIn, approve = true, ...click }) {
      const answer = await silently(click)
      const asked = loginRequest(answer)
      if (!asked) return { ...answer, page: null }
      const url = new URL(asked.buttons[0].value)
      if (url.origin !== publicUrl())
        throw new Error(`The sign-in button leads to ${url.origin}, which is no valid domain of the app`)
      const page = await signInWith(url, { as: asAtSignIn ?? click.account, approve })
      const code = codeOn(page)
      return { ...(code === null ? answer : await after(click, code)), page }
    },
  }
}

/** The content of an OAuthCard, with exactly one button of type `signin`; its `connectionName` is not empty. */
const loginRequestShape = z.object({
  text: z.string(),
  connectionName: z.string().min(1),
  tokenExchangeResource: z.object({ id: z.string().min(1), uri: z.string().optional() }).optional(),
  buttons: z.tuple([z.object({ type: z.literal('signin'), title: z.string(), value: z.url() })]),
})

function loginRequest(answer: BotAnswer) {
  const { body } = answer
  if (codeOf(answer) !== 401 || typeof body !== 'object' || body === null) return null
  if (!('type' in body) || body.type !== 'application/vnd.microsoft.activity.loginRequest') return null
  const { success, data, error } = loginRequestShape.safeParse('value' in body ? body.value : null)
  if (!success) throw new Error(`Teams does not take this loginRequest: ${z.prettifyError(error)}`)
  return data
}

function codeOf({ status, body }: BotAnswer): unknown {
  return status === 200 && typeof body === 'object' && body !== null && 'statusCode' in body ? body.statusCode : null
}

import { readAuthToken, TenantError } from './api.ts'
import type { Theme } from './place.ts'
import { signInAt } from './sign-in.ts'
import { hostTeamsJs, runtimeWith } from './teams-js-host.ts'

/** What Teams knows when a tab asks. */
export interface TabHost {
  /** The account's key, and what Teams tells of it. */
  readonly account: { readonly key: string; readonly oid: string; readonly upn: string }
  readonly subPage: string
  /** A phone's Teams is an `android` to teams-js: it asks Teams for everything, and has a back button. */
  readonly client: 'desktop' | 'android'
  readonly theme: () => Theme
  /** The tab's page is up. */
  readonly loaded: () => void
  /** The tab has nowhere to go back to. */
  readonly leave: () => void
}

/** Teams, as its own parts see it while a tab is open. */
export interface HostedTab {
  themeChanged(theme: Theme): void
  back(): void
  stop(): void
}

/** Is Teams to the tab in this frame: everything that it uses of teams-js. */
export function hostTab(frame: Window, { account, subPage, client, theme, loaded, leave }: TabHost): HostedTab {
  let goesBack = false
  let token = ''

  /** As Teams does it: a token is kept, and with claims, or once it is over, taken anew. */
  const getAuthToken = async (claims: unknown): Promise<unknown[]> => {
    const [demanded] = Array.isArray(claims) ? claims : []
    try {
      if (demanded || isOver(token)) token = await readAuthToken(account.key, demanded ?? null)
      return [true, token]
    } catch (error) {
      if (!(error instanceof TenantError)) throw error
      return [false, error.message]
    }
  }

  const host = hostTeamsJs(frame, {
    initialize: () => ['content', client, runtimeWith({ pages: { backStack: {} } }), '2.58.0'],
    getContext: () => [
      {
        theme: nameOf(theme()),
        locale: navigator.language,
        entityId: 'alerts',
        subEntityId: subPage,
        userObjectId: account.oid,
        userPrincipalName: account.upn,
        loginHint: account.upn,
        hostClientType: client,
        hostName: 'Teams',
      },
    ],
    'authentication.getAuthToken': (_resources, claims) => getAuthToken(claims),
    'authentication.authenticate': (url) =>
      signInAt(asServedHere(String(url))).then(
        (result) => [true, result],
        ({ message }: Error) => [false, message],
      ),
    registerHandler: (name) => {
      goesBack ||= name === 'backButton'
    },
    navigateBack: () => {
      leave()
      return [true]
    },
    'appInitialization.appLoaded': loaded,
  })
  return {
    themeChanged: (to) => host.say('themeChange', [nameOf(to)]),
    back: () => (goesBack ? host.say('backButtonPress', []) : leave()),
    stop: host.stop,
  }
}

const nameOf = (theme: Theme): string => (theme === 'light' ? 'default' : theme)

/** teams-js hands on addresses of https alone; here the same site is served by http. */
function asServedHere(url: string): string {
  const { host, pathname, search } = new URL(url)
  return host === location.host ? location.origin + pathname + search : url
}

/** Whether a token ends within five minutes or has, or there is none. */
function isOver(token: string): boolean {
  const [, claims] = token.split('.')
  if (claims === undefined) return true
  const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))
  return exp * 1_000 < Date.now() + 5 * 60_000
}

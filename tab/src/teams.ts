import { app, authentication, pages } from '@microsoft/teams-js'

/** How long Teams may take to answer; teams-js itself waits a minute, and outside Teams nobody answers. */
const ANSWERS_WITHIN_MS = 5_000

/** What the tab needs of Teams, and all that it uses of teams-js. */
export interface Teams {
  /** Teams: `default`, `dark`, `contrast` or `glass`. */
  readonly theme: string
  /** Where a deep link leads: `alert:<id>` or `machine:<id>`. */
  readonly subPage: string | null
  onTheme(told: (theme: string) => void): void
  /** A token for our API; teams-js keeps it while it is valid. With claims it is taken anew. */
  token(claims: string | null): Promise<string>
  /** Opens our sign-in page in a window, which browsers allow on a tap only. */
  signIn(url: string): Promise<void>
  /** Android's back button and the swipe of iOS; `handled` says whether there was somewhere to go back to. */
  onBack(handled: () => boolean): void
  /** The page is up: Teams takes its own loading sign away. */
  loaded(): void
}

/** Says hello to Teams; `null` when nobody answers, which means that this page is not in Teams. */
export async function joinTeams(): Promise<Teams | null> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, ANSWERS_WITHIN_MS, false))
  const joined = app.initialize().then(
    () => true,
    () => false,
  )
  if (!(await Promise.race([joined, late]))) return null
  const context = await app.getContext()
  return {
    theme: context.app.theme,
    subPage: context.page.subPageId || null,
    onTheme: (told) => app.registerOnThemeChangeHandler(told),
    token: (claims) => authentication.getAuthToken(claims === null ? {} : { claims: [claims] }),
    async signIn(url) {
      const page = new URL(url, location.href)
      page.protocol = 'https:' // teams-js hands on nothing else, also where the local tenant serves http
      await authentication.authenticate({ url: page.href, width: 480, height: 640 })
    },
    onBack(handled) {
      if (pages.backStack.isSupported()) pages.backStack.registerBackButtonHandler(handled)
    },
    loaded() {
      app.notifyAppLoaded()
      app.notifySuccess()
    },
  }
}

/** How people's Teams clients behave where the documentation leaves it open or clients differ; change it at any time. */
export interface Clients {
  /** Single sign-on in a 1:1 chat: `works`, `fails` (with a token whose hour is over), or is `absent` and the button is shown at once. */
  sso: 'works' | 'fails' | 'absent'
  /** Whether what a sign-in page hands to `notifySuccess` comes back in `value.state`; else the press is sent again without it. */
  stateComesBack: boolean
  /** Whether an update of a message takes away the cards that single persons see in its place. */
  updateWipesPrivateCards: boolean
}

/** As good clients are thought to be. */
export const goodClients = (): Clients => ({ sso: 'works', stateComesBack: true, updateWipesPrivateCards: true })

import { isWebAddress } from './answer.ts'
import { hostTeamsJs } from './teams-js-host.ts'

/** Opens a sign-in page in a window of its own; `done` is told what the page hands to teams-js's `notifySuccess`. */
export function awaitSignIn(url: string, done: (state: string) => void): void {
  const page = isWebAddress(url) ? window.open(url, 'pocketsoc-sign-in', 'popup,width=520,height=680') : null
  if (page) hostTeamsJs(page, (result) => result !== null && done(result))
}

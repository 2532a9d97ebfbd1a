import { isWebAddress } from './answer.ts'
import { hostTeamsJs, runtimeWith } from './teams-js-host.ts'

/** How often is looked whether the person closed the window. */
const LOOK_EVERY_MS = 300

/**
 * Opens a sign-in page in a window of its own, and gives what the page hands to teams-js's `notifySuccess`. After that, and after
 * `notifyFailure`, teams-js closes its window.
 * @throws Error whose message is Teams's word for why not, or the page's own
 */
export async function signInAt(url: string): Promise<string> {
  const page = isWebAddress(url) ? window.open(url, 'pocketsoc-sign-in', 'popup,width=520,height=680') : null
  if (!page) throw new Error('FailedToOpenWindow')

  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const looking = setInterval(() => page.closed && reject(new Error('CancelledByUser')), LOOK_EVERY_MS)
  const host = hostTeamsJs(page, {
    initialize: () => ['authentication', 'web', runtimeWith({}), '2.58.0'],
    'authentication.authenticate.success': (result) => resolve(String(result)),
    'authentication.authenticate.failure': (reason) => reject(new Error(String(reason))),
  })
  try {
    return await promise
  } finally {
    clearInterval(looking)
    host.stop()
  }
}

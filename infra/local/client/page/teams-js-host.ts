/** Hears what a sign-in page says, and how it ended: with what the page handed to `notifySuccess`, or `null`. */
export type Heard = (result: string | null) => void

/** What the page may use of teams-js: nothing but the sign-in. */
const RUNTIME = JSON.stringify({ apiVersion: 4, hostVersionsInfo: {}, isLegacyTeams: false, supports: {} })

/**
 * Is Teams to teams-js in a window that we opened on our own origin. teams-js posts `{id, uuidAsString, func, args}` to its
 * opener, asks `initialize` first, and takes an answer with the same ids; `notifySuccess` and `notifyFailure` say
 * `authentication.authenticate.…`, after which teams-js closes its window (teams-js 2.58).
 */
export function hostTeamsJs(page: Window, heard: Heard): void {
  const hear = ({ source, origin, data }: MessageEvent): void => {
    if (source !== page || origin !== location.origin || typeof data?.func !== 'string') return
    const { id, uuidAsString, func, args } = data
    if (func === 'initialize') page.postMessage({ id, uuidAsString, args: ['authentication', 'web', RUNTIME, '2.58.0'] }, origin)
    const end = /^authentication\.authenticate\.(success|failure)$/.exec(func)?.[1]
    if (!end) return
    removeEventListener('message', hear)
    heard(end === 'success' && typeof args?.[0] === 'string' ? args[0] : null)
  }
  addEventListener('message', hear)
}

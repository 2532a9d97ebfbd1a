import { isWebAddress } from './answer.ts'

/**
 * Opens a sign-in page in a window of its own. The page ends by posting `{type: 'signed-in', state}` to the window that opened it,
 * as teams-js's `notifySuccess` does inside Teams.
 */
export function awaitSignIn(url: string, done: (state: string) => void): void {
  if (!isWebAddress(url)) return
  const popup = window.open(url, 'pocketsoc-sign-in', 'popup,width=520,height=680')
  const hear = ({ source, origin, data }: MessageEvent): void => {
    if (source !== popup || origin !== location.origin || data?.type !== 'signed-in' || typeof data.state !== 'string') return
    removeEventListener('message', hear)
    done(data.state)
  }
  addEventListener('message', hear)
}

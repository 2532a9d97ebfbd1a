import type { Secret } from '../../secret.ts'
import { exchange } from './exchange.ts'

const DEADLINE_MS = 10_000

/**
 * Tells a watcher outside, such as healthchecks.io or an uptime service, that a pulse arrived; when it hears nothing for
 * long, it wakes somebody. The URL holds the watcher's key.
 * @throws Error when the watcher does not take it
 */
export async function tellWatcher(url: Secret): Promise<void> {
  const { status } = await exchange(new Request(url.reveal()), DEADLINE_MS)
  if (status < 200 || status > 299) throw new Error(`the watcher answered ${status}`)
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform, Watch } from '../../infra/local/platform.ts'
import type { Kill, RequestKind } from './plan.ts'

/** A request that asked Defender to act for an intent. */
export interface Act {
  readonly path: string
  readonly intent: string | null
}

/** Kills instances where the plan says, and keeps every request to act that Defender was sent. */
export interface Kills {
  readonly acts: readonly Act[]
  /** Stands between an instance and the platforms. */
  watchOf(instance: number): Watch
  /**
   * Kills the instance that comes to the boundary next, or one by chance when none does in time; answers where it was
   * killed. `victim`: picks among the instances for a kill at a moment, from 0 to 1.
   */
  strike(kill: Kill, victim: number): Promise<Kill['at']>
}

/** How long a boundary is waited for. */
const PATIENCE_MS = 8000

/** What kills the instance, and resolves when it is gone. */
export function createKills(instances: number, killInstance: (instance: number) => Promise<void>): Kills {
  const acts: Act[] = []
  let armed: {
    readonly kill: Exclude<Kill, { at: 'moment' }>
    left: number
    struck: (instance: number) => Promise<void>
  } | null = null

  /** Whether the armed kill is for this request; it is nobody else's then. */
  const take = (platform: Platform, request: Request) => {
    if (!armed || kindOf(platform, request) !== armed.kill.request) return null
    armed.left -= 1
    if (armed.left > 0) return null
    const taken = armed
    armed = null
    return taken
  }

  return {
    acts,
    watchOf: (instance) => async (platform, request, handle) => {
      if (kindOf(platform, request) === 'act') acts.push(await actOf(request.clone()))
      const mine = take(platform, request)
      if (mine?.kill.at === 'seen') {
        await mine.struck(instance)
        return Response.error()
      }
      const answer = await handle(request)
      if (mine?.kill.at === 'done') {
        await mine.struck(instance)
        return Response.error()
      }
      if (mine) setTimeout(() => void mine.struck(instance), mine.kill.afterMs)
      return answer
    },
    async strike(kill, victim) {
      if (kill.at === 'moment') {
        await sleep(kill.afterMs)
      } else {
        const { promise, resolve } = Promise.withResolvers<void>()
        const struck = (instance: number): Promise<void> => killInstance(instance).then(resolve)
        armed = { kill, left: kill.nth, struck }
        await Promise.race([promise, sleep(PATIENCE_MS, undefined, { ref: false })])
        if (armed === null) {
          await promise
          return kill.at
        }
        armed = null
      }
      await killInstance(Math.floor(victim * instances))
      return 'moment'
    },
  }
}

/** What a request is for; `null` when the plan knows no such kind. */
function kindOf(platform: Platform, { method, url }: Request): RequestKind | null {
  const { pathname } = new URL(url)
  switch (platform) {
    case 'connector':
      return method === 'POST' ? 'post' : method === 'PUT' ? 'update' : null
    case 'entra':
      return method === 'POST' ? 'token' : null
    case 'defender':
      if (method === 'POST') return 'act'
      return /\/alerts$/.test(pathname) ? 'alerts' : /\/machineactions$/.test(pathname) ? 'actions' : 'machines'
    case 'bot-framework':
    case 'vault':
      return null
  }
}

async function actOf(request: Request): Promise<Act> {
  const { pathname } = new URL(request.url)
  return { path: pathname, intent: markIn(await request.text()) }
}

/** The intent whose mark stands in a text. */
export function markIn(text: string): string | null {
  return /\[PocketSOC ([0-9a-f]{16})\]/.exec(text)?.[1] ?? null
}

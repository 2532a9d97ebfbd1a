import { BotError } from '../domain/error.ts'
import { createCatchUp } from '../flows/catch-up.ts'
import type { ReadPorts } from '../flows/take-alerts.ts'
import { tellOperator } from '../flows/tell-operator.ts'
import type { Loop } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { AlertSource } from '../ports.ts'
import type { Ground } from './ground.ts'

const MINUTE = 60_000
/** Between two steps of a sweep: 120 calls an hour at most, however many alerts two days have. */
const SWEEP_STEP_EVERY_MS = 30_000
/** An operator is told of a catch-up that takes longer. */
const TOLD_AFTER_MS = MINUTE

/** What catching up needs. */
export interface CatchingUp extends Pick<Ground, 'store' | 'now' | 'nowMs' | 'quota' | 'trail'>, Omit<ReadPorts, 'alerts'> {
  readonly events: Pick<Ground['events'], 'caughtUp' | 'pollFailed'>
}

/** Reads older alerts, step by step, with what new ones leave of the quota. */
export function startCatchingUp(parts: CatchingUp, alerts: AlertSource, delivering: Pick<Loop, 'wake'>): Loop {
  const { events, trail, quota, nowMs } = parts
  const catchUp = createCatchUp({ ...parts, alerts })
  let under: { beganMs: number; read: number; told: boolean } | null = null

  return startLoop(
    async (signal) => {
      const began = nowMs()
      const heldMs = quota.waitMs('catch-up', began)
      if (heldMs > 0) return heldMs
      const step = await trail.during('poll', async () => {
        const taken = await catchUp(signal)
        if (taken) events.caughtUp({ ...taken, ms: Math.round(nowMs() - began) })
        return taken
      })
      if (!step) return MINUTE
      if (step.touched > 0) delivering.wake()
      if (step.what === 'sweep') return step.done ? 0 : SWEEP_STEP_EVERY_MS

      under ??= { beganMs: began, read: 0, told: false }
      under.read += step.read
      const tell = async (title: string, last: string): Promise<void> => {
        const lines = [`${under?.read} alerts read so far, up to ${step.readTo.slice(0, 19)}Z.`, last]
        await tellOperator(parts, `catch-up:${title}:${parts.now()}`, { title, lines })
        delivering.wake()
      }
      if (!under.told && nowMs() - under.beganMs > TOLD_AFTER_MS) {
        under.told = true
        await tell('Older alerts are being read', 'New alerts come meanwhile.')
      }
      if (step.done && under.told) await tell('Older alerts are read', 'Nothing is left to read.')
      if (step.done) under = null
      return 0
    },
    (error) => {
      const againInMs = (error instanceof BotError && error.retryAfterMs) || 10_000
      events.pollFailed(error, againInMs)
      return againInMs
    },
  )
}

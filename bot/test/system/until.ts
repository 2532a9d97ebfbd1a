import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until there is an answer, and fails with the last complaint when there is none in time. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false | null>, withinMs = 15_000): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${what}`)
    await sleep(50)
  }
}

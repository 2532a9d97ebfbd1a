import { AsyncLocalStorage } from 'node:async_hooks'

const hushed = new AsyncLocalStorage<true>()
const { error } = console

console.error = (...words: unknown[]): void => {
  if (!hushed.getStore()) error.apply(console, words)
}

/**
 * Does the work, which writes no errors to the console meanwhile. The SDK writes there of every token that it refuses, so a stranger
 * could fill the log; our own line of it has a measure.
 */
export function hush<T>(work: () => Promise<T>): Promise<T> {
  return hushed.run(true, work)
}

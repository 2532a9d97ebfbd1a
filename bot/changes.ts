import type { Change } from './domain/change.ts'

/** Passes on what changed to whoever listens in this process. */
export interface Changes {
  tell(change: Change): void
  /** Calls back after each change, until the returned function is called. */
  listen(listener: (change: Change) => void): () => void
}

/** A list of listeners that is empty at first. */
export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>()
  return {
    tell(change) {
      for (const listener of listeners) listener(change)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

import type { Api } from './api.ts'
import type { Failure } from './failure.ts'

/** What is held of something that the API tells: the newest that arrived, and why there is nothing newer. Only in memory. */
export interface Held<T> {
  readonly value: T | null
  readonly failure: Failure | null
  readonly reading: boolean
}

/** Something that the API tells, kept while the tab is open. */
export interface Source<T> {
  readonly held: Held<T>
  /** Calls back after each change, until the returned function is called. */
  watch(told: () => void): () => void
  readonly watched: boolean
  read(): Promise<void>
  /** Takes what another answer told. */
  put(value: T): void
}

/** Reads `path` when asked; a reading asked for while one is under way follows it. */
export function createSource<T>(api: Api, path: string): Source<T> {
  let held: Held<T> = { value: null, failure: null, reading: false }
  let etag: string | null = null
  let reading: Promise<void> | null = null
  let again = false
  const watchers = new Set<() => void>()

  function change(next: Partial<Held<T>>): void {
    held = { ...held, ...next }
    for (const told of watchers) told()
  }

  async function readOn(): Promise<void> {
    change({ reading: true })
    do {
      again = false
      const answer = await api.read<T>(path, held.value === null ? null : etag)
      if (answer.is === 'new') {
        etag = answer.etag
        change({ value: answer.value, failure: null })
      } else change({ failure: answer.is === 'failed' ? answer.failure : null })
    } while (again)
    reading = null
    change({ reading: false })
  }

  return {
    get held() {
      return held
    },
    get watched() {
      return watchers.size > 0
    },
    watch(told) {
      watchers.add(told)
      return () => watchers.delete(told)
    },
    read() {
      again = reading !== null
      reading ??= readOn()
      return reading
    },
    put(value) {
      etag = null
      change({ value, failure: null })
    },
  }
}

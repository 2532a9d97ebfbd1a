import { useEffect, useReducer } from 'preact/hooks'
import type { Held, Source } from './source.ts'

/** What a source holds, drawn anew after each change; it is read when a screen begins to show it. */
export function useSource<T>(source: Source<T>): Held<T> {
  const [, draw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const unwatch = source.watch(() => draw(undefined))
    void source.read()
    return unwatch
  }, [source])
  return source.held
}

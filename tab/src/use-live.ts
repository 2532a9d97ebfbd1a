import { useEffect, useState } from 'preact/hooks'
import type { Api } from './api.ts'
import { followChanges } from './follow-changes.ts'
import type { Sources } from './sources.ts'

/** When nothing changes nothing is told, so the list is asked for its age. */
const AGE_EVERY_MS = 60_000

/** Follows changes while the tab is in sight, and says whether it does. What may have been missed is read anew. */
export function useLive(api: Api, sources: Sources): boolean {
  const [live, setLive] = useState(false)
  useEffect(() => {
    let sight = new AbortController()
    let missed = false
    const seen = () => {
      sight.abort()
      if (document.hidden) return
      sight = new AbortController()
      if (missed) void sources.readAll()
      const connected = (is: boolean) => {
        setLive(is)
        if (is && missed) void sources.readAll()
        missed = !is
      }
      const open = (signal: AbortSignal) => api.stream('/api/tab/events', signal)
      void followChanges({ open, changed: sources.changed, connected, wait }, sight.signal)
    }
    const timer = setInterval(() => !document.hidden && sources.changed({ type: 'alerts' }), AGE_EVERY_MS)
    document.addEventListener('visibilitychange', seen)
    seen()
    return () => {
      sight.abort()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [api, sources])
  return live
}

/** Waits, or less: until the signal, or until the network is back. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve())
    addEventListener('online', () => resolve(), { once: true, signal })
  })
}

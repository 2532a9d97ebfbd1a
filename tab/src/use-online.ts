import { useEffect, useState } from 'preact/hooks'
import type { Sources } from './sources.ts'

/** Whether the device says it has a network; when it comes back, what is on the screen is read anew. */
export function useOnline(sources: Sources): boolean {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const heard = () => {
      setOnline(navigator.onLine)
      if (navigator.onLine) void sources.readAll()
    }
    addEventListener('online', heard)
    addEventListener('offline', heard)
    return () => {
      removeEventListener('online', heard)
      removeEventListener('offline', heard)
    }
  }, [sources])
  return online
}

import { useEffect, useRef, useState } from 'preact/hooks'
import { parseRoute } from './route.ts'

/** Where one is, and how far down the list had been scrolled when it was left. */
export function useRoute() {
  const [hash, setHash] = useState(location.hash)
  const scrolled = useRef(0)
  useEffect(() => {
    const moved = ({ oldURL }: HashChangeEvent) => {
      if (parseRoute(new URL(oldURL).hash).at === 'alerts') scrolled.current = scrollY
      setHash(location.hash)
    }
    addEventListener('hashchange', moved)
    return () => removeEventListener('hashchange', moved)
  }, [])
  return { route: parseRoute(hash), listScroll: () => scrolled.current }
}

/** Where the person is in the client, as the address bar says it: `#/c/<conversation>?as=responder&theme=dark&frame=phone`. */

export type Theme = 'light' | 'dark'

export interface Place {
  /** The open conversation; `null` for the list alone. */
  readonly conversation: string | null
  /** The account's key. */
  readonly as: string
  readonly theme: Theme
  readonly frame: 'desktop' | 'phone'
}

/** Reads the address's hash; what it does not say comes from `otherwise`. */
export function parsePlace(hash: string, otherwise: Place): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const asked = new URLSearchParams(query)
  const theme = asked.get('theme')
  const frame = asked.get('frame')
  return {
    conversation: path.startsWith('/c/') ? decode(path.slice(3)) : null,
    as: asked.get('as') ?? otherwise.as,
    theme: theme === 'light' || theme === 'dark' ? theme : otherwise.theme,
    frame: frame === 'desktop' || frame === 'phone' ? frame : otherwise.frame,
  }
}

/** Writes the hash that `parsePlace` reads. */
export function formatPlace(place: Place): string {
  const path = place.conversation === null ? '/' : `/c/${encodeURIComponent(place.conversation)}`
  return `#${path}?${new URLSearchParams({ as: place.as, theme: place.theme, frame: place.frame })}`
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

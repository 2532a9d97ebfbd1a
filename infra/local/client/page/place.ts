/**
 * Where the person is in the client, as the address bar says it: `#/c/<conversation>?as=responder&theme=dark&frame=phone`, or in
 * the app's tab `#/tab/machine:<id>?over=<conversation>&…`.
 */

export type Theme = 'light' | 'dark'

/** The app's tab: `subPage` is where it opens (empty for its own first screen), `over` the conversation that it was opened from. */
export interface TabPlace {
  readonly subPage: string
  readonly over: string | null
}

/** What the address bar says. */
export interface Place {
  /** The open conversation; `null` for the list alone, and while the tab is open. */
  readonly conversation: string | null
  /** `null` while it is not open. */
  readonly tab: TabPlace | null
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
    tab: path.startsWith('/tab/') ? { subPage: decode(path.slice(5)) ?? '', over: asked.get('over') } : null,
    as: asked.get('as') ?? otherwise.as,
    theme: theme === 'light' || theme === 'dark' ? theme : otherwise.theme,
    frame: frame === 'desktop' || frame === 'phone' ? frame : otherwise.frame,
  }
}

/** Writes the hash that `parsePlace` reads. */
export function formatPlace(place: Place): string {
  const { conversation, tab, as, theme, frame } = place
  const query = new URLSearchParams({ ...(tab?.over && { over: tab.over }), as, theme, frame })
  if (tab) return `#/tab/${encodeURIComponent(tab.subPage)}?${query}`
  return `#${conversation === null ? '/' : `/c/${encodeURIComponent(conversation)}`}?${query}`
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

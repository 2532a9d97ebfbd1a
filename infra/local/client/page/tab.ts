import { h } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Account } from '../../world.ts'
import { AppHeader } from './app-header.ts'
import type { TabPlace } from './place.ts'
import type { Session } from './session.ts'
import type { ClientState } from './state.ts'
import { type HostedTab, hostTab } from './tab-host.ts'

interface Props {
  tab: TabPlace
  account: Account
  state: ClientState
  session: Session
}

/** The app's tab, in a frame below the app's header. */
export function Tab({ tab, account, state, session }: Props) {
  const { theme, frame } = state.place
  const box = useRef<HTMLIFrameElement>(null)
  const hosted = useRef<HostedTab | null>(null)
  const latestTheme = useRef(theme)
  latestTheme.current = theme
  const [loading, setLoading] = useState(true)

  useLayoutEffect(() => {
    const page = box.current?.contentWindow
    if (!page) return
    hosted.current = hostTab(page, {
      account,
      subPage: tab.subPage,
      client: frame === 'phone' ? 'android' : 'desktop',
      theme: () => latestTheme.current,
      loaded: () => setLoading(false),
      leave: session.leaveTab,
    })
    return () => hosted.current?.stop()
  }, [])
  useEffect(() => hosted.current?.themeChanged(theme), [theme])

  return h(
    'section', // the tab's own page has the main landmark
    { class: 'conversation tab', 'aria-label': 'PocketSOC', 'aria-busy': loading },
    h(AppHeader, { here: 'alerts', back: () => hosted.current?.back(), state, session }),
    h('iframe', { ref: box, src: '/tab/', title: 'Alerts', allow: 'clipboard-write' }),
    loading && h('div', { class: 'loading', role: 'progressbar', 'aria-label': 'Alerts is loading' }),
  )
}

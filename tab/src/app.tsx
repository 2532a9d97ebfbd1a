import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import type { Api } from './api.ts'
import { AlertScreen } from './screens/alert.tsx'
import { AlertsScreen } from './screens/alerts.tsx'
import { IsolatedScreen } from './screens/isolated.tsx'
import { MachineScreen } from './screens/machine.tsx'
import type { Sources } from './sources.ts'
import type { Teams } from './teams.ts'
import { ToolsContext } from './tools.ts'
import { useLive } from './use-live.ts'
import { useNow } from './use-now.ts'
import { useOnline } from './use-online.ts'
import { useRoute } from './use-route.ts'
import { useSource } from './use-source.ts'
import { OPEN_ALERTS } from './view/filter.ts'

/** The tab inside Teams: one screen at a time. */
export function App({ teams, api, sources }: { readonly teams: Teams; readonly api: Api; readonly sources: Sources }) {
  const { route, listScroll } = useRoute()
  const [filter, setFilter] = useState(OPEN_ALERTS)
  const { value: me } = useSource(sources.me)
  const now = useNow()
  const online = useOnline(sources)
  const live = useLive(api, sources)
  const key = 'id' in route ? `${route.at} ${route.id}` : route.at

  useEffect(() => {
    teams.onBack(() => {
      const sheet = document.querySelector<HTMLDialogElement>('dialog[open]')
      const leave = document.querySelector<HTMLElement>('.select-bar .leave')
      if (sheet) sheet.close()
      else if (leave) leave.click()
      else if (document.querySelector('[data-at="alerts"]')) return false
      else history.back()
      return true
    })
  }, [teams])

  useLayoutEffect(() => scrollTo(0, route.at === 'alerts' ? listScroll() : 0), [key])

  return (
    <ToolsContext.Provider value={{ teams, api, sources, me, now, online, live }}>
      <div class="screen" data-at={route.at} key={key}>
        {route.at === 'alerts' && <AlertsScreen filter={filter} setFilter={setFilter} />}
        {route.at === 'isolated' && <IsolatedScreen />}
        {route.at === 'alert' && <AlertScreen id={route.id} />}
        {route.at === 'machine' && <MachineScreen id={route.id} />}
      </div>
    </ToolsContext.Provider>
  )
}

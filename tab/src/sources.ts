import type { TabAlert, TabAlerts } from '../../bot/tab-contract/alerts.ts'
import type { TabNewestBatch } from '../../bot/tab-contract/batches.ts'
import type { TabControls } from '../../bot/tab-contract/controls.ts'
import type { TabIsolations } from '../../bot/tab-contract/isolations.ts'
import type { TabMachine } from '../../bot/tab-contract/machines.ts'
import type { TabEvent, TabMe } from '../../bot/tab-contract.ts'
import type { Api } from './api.ts'
import { createSource, type Source } from './source.ts'
import { alertsPath, type Filter } from './view/filter.ts'

/** Everything that the tab shows, by what it is. */
export interface Sources {
  readonly me: Source<TabMe>
  readonly controls: Source<TabControls>
  readonly newestBatch: Source<TabNewestBatch>
  alerts(filter: Filter): Source<TabAlerts>
  readonly isolations: Source<TabIsolations>
  alert(id: string): Source<TabAlert>
  machine(id: string): Source<TabMachine>
  /** Reads anew what is on the screen, as far as this event is about it. */
  changed(event: TabEvent): void
  /** Reads anew all that is on the screen. */
  readAll(): Promise<void>
}

/** One source a path, so that going back shows at once what was there. */
export function createSources(api: Api): Sources {
  const me = createSource<TabMe>(api, '/api/tab/me')
  const controls = createSource<TabControls>(api, '/api/tab/controls')
  const newestBatch = createSource<TabNewestBatch>(api, '/api/tab/batches')
  const alerts = byKey((path) => createSource<TabAlerts>(api, path))
  const isolations = createSource<TabIsolations>(api, '/api/tab/isolations')
  const alert = byKey((id) => createSource<TabAlert>(api, `/api/tab/alerts/${encodeURIComponent(id)}`))
  const machine = byKey((id) => createSource<TabMachine>(api, `/api/tab/machines/${encodeURIComponent(id)}`))
  const all = () =>
    [me, controls, newestBatch, isolations, ...alerts.all(), ...alert.all(), ...machine.all()].filter((one) => one.watched)

  return {
    me,
    controls,
    newestBatch,
    alerts: (filter) => alerts.get(alertsPath(filter)),
    isolations,
    alert: alert.get,
    machine: machine.get,
    changed(event) {
      if (isolations.watched) void isolations.read()
      if (event.type !== 'alerts' && newestBatch.watched) void newestBatch.read()
      if (event.type === 'machine' && machine.get(event.id).watched) void machine.get(event.id).read()
      if (event.type !== 'alerts' && controls.watched) void controls.read()
      if (event.type === 'controls') for (const one of machine.all()) if (one.watched) void one.read()
      if (event.type === 'alerts') for (const one of [...alerts.all(), ...alert.all()]) if (one.watched) void one.read()
    },
    async readAll() {
      await Promise.all(all().map((one) => one.read()))
    },
  }
}

function byKey<T>(make: (key: string) => Source<T>) {
  const made = new Map<string, Source<T>>()
  return {
    all: () => [...made.values()],
    get(key: string): Source<T> {
      const one = made.get(key) ?? make(key)
      made.set(key, one)
      return one
    },
  }
}

import { useEffect, useRef, useState } from 'preact/hooks'
import type { TabAlerts } from '../../../bot/tab-contract/alerts.ts'
import { AlertRows } from '../parts/alert-rows.tsx'
import { AlertTicks } from '../parts/alert-ticks.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { hrefOf } from '../route.ts'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { useSource } from '../use-source.ts'
import { machinesOf, withTicks } from '../view/batch.ts'
import { modeWords, refusedBecause } from '../view/containment.ts'
import { concerning } from '../view/controls.ts'
import { type Filter, narrows, OPEN_ALERTS } from '../view/filter.ts'
import { counted } from '../view/words.ts'
import { ApprovalRows } from './approvals.tsx'
import { FilterBar } from './filter-bar.tsx'
import { OthersBatches } from './others-batches.tsx'
import { RunningBatch } from './running-batch.tsx'
import { SelectBar } from './select-bar.tsx'
import { StopAll, Stopped } from './stop-bar.tsx'

interface AlertsScreenProps {
  readonly filter: Filter
  readonly setFilter: (filter: Filter) => void
}

/** The alerts that Defender shows this person. */
export function AlertsScreen({ filter, setFilter }: AlertsScreenProps) {
  const { sources, me, online } = useTools()
  const source = sources.alerts(filter)
  const { value, failure, reading } = useSource(source)
  const { value: controls } = useSource(sources.controls)
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null)
  const toSelect = useRef<HTMLElement>(null)
  const selecting = useRef(false)
  useEffect(() => {
    if (selecting.current && selected === null) toSelect.current?.focus() // the button that led back is gone
    selecting.current = selected !== null
  }, [selected])
  const before = useRef<TabAlerts | null>(null)
  if (value) before.current = value
  const shown = value ?? before.current
  const count = value && value.alerts.length + value.more
  useEffect(() => {
    if (count !== null) say(counted(count, 'alert'))
  }, [count])
  const noAccess = me !== null && me.machineGroups.length === 0

  return (
    <>
      <TopBar title="Alerts" asOf={shown?.asOf} reading={reading} failure={failure} more={<ToIsolated />} />
      {!noAccess && (
        <FilterBar filter={filter} setFilter={setFilter} groups={me?.machineGroups.filter((group) => group !== null) ?? []} />
      )}
      <main aria-busy={value === null && failure === null}>
        {controls && <Stopped controls={controls} />}
        {!noAccess && (
          <>
            <ApprovalRows approvals={concerning(controls)} />
            {failure && <Trouble failure={failure} again={() => void sources.readAll()} />}
            <RunningBatch />
          </>
        )}
        <OthersBatches batches={controls?.batches ?? []} />
        {noAccess ? (
          <NoAccess />
        ) : (
          <>
            {shown && selected === null && machinesOf(shown.alerts).length > 1 && (
              <div class="several">
                <fluent-button
                  ref={toSelect}
                  appearance="outline"
                  disabled={refusedBecause(me, online) !== null}
                  onClick={() => setSelected(new Set())}
                >
                  Select machines
                </fluent-button>
              </div>
            )}
            {shown && (
              <List
                alerts={shown}
                filter={filter}
                showAll={() => setFilter(OPEN_ALERTS)}
                selected={selected}
                select={(machines, on) => setSelected((were) => withTicks(were, machines, on))}
              />
            )}
            {!shown && !failure && <Skeleton rows={6} />}
          </>
        )}
        {controls && <StopAll controls={controls} />}
        {me && <p class="about">{modeWords(me)}</p>}
      </main>
      {selected && <SelectBar selected={[...selected]} leave={() => setSelected(null)} />}
    </>
  )
}

function ToIsolated() {
  return (
    <fluent-anchor-button class="to-isolated" appearance="outline" href={hrefOf({ at: 'isolated' })}>
      Isolated
    </fluent-anchor-button>
  )
}

function List({
  alerts,
  filter,
  showAll,
  selected,
  select,
}: {
  readonly alerts: TabAlerts
  readonly filter: Filter
  readonly showAll: () => void
  /** The machines that are ticked; `null` while none are being selected. */
  readonly selected: ReadonlySet<string> | null
  readonly select: (machines: readonly string[], on: boolean) => void
}) {
  if (alerts.alerts.length > 0)
    return (
      <>
        {selected ? (
          <AlertTicks alerts={alerts.alerts} selected={selected} select={select} />
        ) : (
          <AlertRows alerts={alerts.alerts} />
        )}
        {alerts.more > 0 && <p class="end">{counted(alerts.more, 'older alert')} not shown. Search or filter to find them.</p>}
      </>
    )
  return (
    <section class="quiet">
      <h2>{narrows(filter) ? 'No alert matches' : 'Nothing open'}</h2>
      <p>{narrows(filter) ? 'None that Defender shows you.' : 'No open alert among those that Defender shows you.'}</p>
      {narrows(filter) && (
        <fluent-button appearance="outline" onClick={showAll}>
          Show all open
        </fluent-button>
      )}
    </section>
  )
}

function NoAccess() {
  return (
    <section class="quiet">
      <h2>Defender shows you no machines</h2>
      <p>
        Ask whoever runs Defender in your organisation for a role that may view data, and for the machine groups you answer for.
        It takes effect here within ten minutes.
      </p>
    </section>
  )
}

import { useEffect, useRef } from 'preact/hooks'
import type { TabAlertRow } from '../../../bot/tab-contract/alerts.ts'
import { useTools } from '../tools.ts'
import { alertRowView } from '../view/alert-row.ts'
import { AlertLines } from './alert-rows.tsx'

interface AlertTicksProps {
  readonly alerts: readonly TabAlertRow[]
  readonly selected: ReadonlySet<string>
  readonly select: (machines: readonly string[], on: boolean) => void
}

/** The same rows to tick. What is ticked is the machine: all its alerts are ticked with it. */
export function AlertTicks({ alerts, selected, select }: AlertTicksProps) {
  const { now } = useTools()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), []) // the button that led here is gone
  const all = [...new Set(alerts.flatMap(({ machine }) => machine?.id ?? []))]
  return (
    <>
      <label class="tick all">
        <input
          ref={first}
          type="checkbox"
          checked={all.length > 0 && all.every((id) => selected.has(id))}
          onChange={(event) => select(all, event.currentTarget.checked)}
        />
        <span>All machines of this list ({all.length})</span>
      </label>
      <ul class="alert-rows">
        {alerts.map(({ machine, ...alert }) => {
          const row = alertRowView({ machine, ...alert }, now)
          return (
            <li key={row.id}>
              <label class={`alert-row ticked tone-${row.tone}`}>
                <input
                  type="checkbox"
                  aria-label={`${row.machine}: ${row.title}`}
                  disabled={machine === null}
                  checked={machine !== null && selected.has(machine.id)}
                  onChange={(event) => machine && select([machine.id], event.currentTarget.checked)}
                />
                <span class="lines">
                  <AlertLines row={row} />
                </span>
              </label>
            </li>
          )
        })}
      </ul>
    </>
  )
}

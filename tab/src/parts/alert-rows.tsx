import type { TabAlertRow } from '../../../bot/tab-contract/alerts.ts'
import { hrefOf } from '../route.ts'
import { useTools } from '../tools.ts'
import type { AlertRowView } from '../view/alert-row.ts'
import { alertRowView } from '../view/alert-row.ts'

/** Alerts, one under another; each leads to its own screen. */
export function AlertRows({ alerts }: { readonly alerts: readonly TabAlertRow[] }) {
  const { now } = useTools()
  return (
    <ul class="alert-rows">
      {alerts.map((alert) => {
        const row = alertRowView(alert, now)
        return (
          <li key={row.id}>
            <a class={`alert-row tone-${row.tone}`} href={hrefOf({ at: 'alert', id: row.id })}>
              <AlertLines row={row} />
            </a>
          </li>
        )
      })}
    </ul>
  )
}

/** What a row says: how bad, how old, what, and where. */
export function AlertLines({ row }: { readonly row: AlertRowView }) {
  return (
    <>
      <span class="alert-head">
        <strong class="severity">{row.severity}</strong>
        <span>{row.status}</span>
        <span class="when">{row.age}</span>
      </span>
      <span class="alert-title">{row.title}</span>
      <span class="alert-where">
        <span>{row.machine}</span>
        {row.group !== null && <span class="group">{row.group}</span>}
      </span>
    </>
  )
}

/** Upper bounds of a histogram's buckets, in seconds. */
const CALL = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30]
const TRIP = [1, 2.5, 5, 10, 15, 30, 60, 120, 300, 900]

/** Every number that the service tells, by its name in Prometheus; docs/metrics.md lists them with their labels. */
export const INSTRUMENTS = {
  pocketsoc_alerts_taken_total: { kind: 'counter', says: 'Alerts read that were new or changed' },
  pocketsoc_poll_seconds: { kind: 'histogram', says: 'Passes that read what is new', buckets: CALL },
  pocketsoc_reads_failed_total: { kind: 'counter', says: 'Readings that failed and are tried again' },
  pocketsoc_passes_failed_total: { kind: 'counter', says: 'Passes that failed by a fault of ours or of the store' },
  pocketsoc_faults_total: { kind: 'counter', says: 'Requests and turns that failed by a fault of ours' },
  pocketsoc_requests_turned_away_total: { kind: 'counter', says: 'Requests that were not let in' },
  pocketsoc_deliveries_total: { kind: 'counter', says: 'Deliveries that arrived' },
  pocketsoc_delivery_failures_total: { kind: 'counter', says: 'Tries of deliveries that failed' },
  pocketsoc_alert_to_card_seconds: { kind: 'histogram', says: 'From an alert read to the card posted for it', buckets: TRIP },
  pocketsoc_click_seconds: { kind: 'histogram', says: 'Taps answered', buckets: CALL },
  pocketsoc_actions_total: { kind: 'counter', says: 'Steps of what people asked of machines' },
  pocketsoc_triages_total: { kind: 'counter', says: 'Steps of what people asked of alerts' },
  pocketsoc_obo_seconds: { kind: 'histogram', says: 'Exchanges for a token on behalf of a person', buckets: CALL },
  pocketsoc_defender_call_seconds: { kind: 'histogram', says: 'Calls to Defender', buckets: CALL },
  pocketsoc_defender_calls_held_total: { kind: 'counter', says: 'Calls not made because our share of the quota was used up' },
  pocketsoc_defender_calls_left: { kind: 'gauge', says: 'Calls to Defender that its limits leave' },
  pocketsoc_outbox: { kind: 'gauge', says: 'Deliveries by where they stand' },
  pocketsoc_unclear_posts: { kind: 'gauge', says: 'Posts whose outcome was not learnt, of the deliveries on record' },
  pocketsoc_heartbeat_late: { kind: 'gauge', says: '1 while a full trip is overdue' },
  pocketsoc_heartbeat_last_trip_timestamp_seconds: { kind: 'gauge', says: 'When the last full trip ended' },
  pocketsoc_lease_held: { kind: 'gauge', says: '1 on the instance that polls, delivers and follows' },
  pocketsoc_actions_stopped: { kind: 'gauge', says: '1 while a lead has stopped all actions' },
  pocketsoc_approvals_waiting: { kind: 'gauge', says: 'Wishes that wait for a second person' },
  pocketsoc_event_loop_delay_seconds: { kind: 'gauge', says: 'Longest delay of the event loop since the reading before' },
  process_resident_memory_bytes: { kind: 'gauge', says: 'Resident memory' },
} as const satisfies Record<string, Instrument>

type Instrument =
  | { readonly kind: 'counter' | 'gauge'; readonly says: string }
  | { readonly kind: 'histogram'; readonly says: string; readonly buckets: readonly number[] }

/** What a measurement is of. Values are words of ours or status codes: never a name, an id, or text from outside. */
export type Labels = Readonly<Record<string, string | number>>

type Named<Kind> = { [Name in InstrumentName]: (typeof INSTRUMENTS)[Name]['kind'] extends Kind ? Name : never }[InstrumentName]

type InstrumentName = keyof typeof INSTRUMENTS

/** One event's part in a number: what a counter rises by, or what a histogram counts. */
export type Measure = (name: Named<'counter' | 'histogram'>, value: number, labels?: Labels) => void

/** What a gauge shows now. */
export type Reading = readonly [name: Named<'gauge'>, value: number, labels?: Labels]

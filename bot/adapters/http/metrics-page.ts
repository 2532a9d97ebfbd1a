import type { Asker, IsInsider } from './insider.ts'
import type { Page } from './page.ts'

/** Answers GET /metrics; `null` is a 404. */
export type MetricsPage = (asker: Asker) => Promise<Page | null>

/** The metrics, for insiders. For all others there is no such page. */
export function createMetricsPage(isInsider: IsInsider, text: () => Promise<string>): MetricsPage {
  return async (asker) => {
    if (!isInsider(asker)) return null
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' }
    return { status: 200, headers, body: await text() }
  }
}

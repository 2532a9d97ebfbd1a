import { lookup } from 'node:dns/promises'
import * as z from 'zod/v4'
import { certificateEnd } from '../adapters/http/certificate-end.ts'
import { exchange } from '../adapters/http/exchange.ts'
import type { Instant } from '../domain/instant.ts'
import type { Check, Outcome } from './check.ts'
import { given, missing, ok, warning } from './check.ts'
import type { Patient } from './patient.ts'
import { untilIts } from './secret-checks.ts'

const DEADLINE_MS = 10_000
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/
const health = z.object({ status: z.enum(['ok', 'degraded']), mode: z.string(), instance: z.string() })

/** Whether people and Teams reach this service at PUBLIC_URL, and nobody else's. */
export function siteChecks({ config }: Patient, now: Instant): Check[] {
  const ask = (path: string, signal: AbortSignal, init: RequestInit = {}) =>
    exchange(new Request(`${config().PUBLIC_URL}${path}`, init), DEADLINE_MS, signal)
  let asked: ReturnType<typeof ask> | null = null
  const reached = (signal: AbortSignal) => {
    asked ??= ask('/healthz', signal)
    return asked
  }
  const check = (name: string, mend: string, run: Check['run']): Check => ({ group: 'PUBLIC_URL', name, mend, run })
  const status = (name: string, path: string, expected: number, mend: string, init: RequestInit = {}): Check =>
    check(name, mend, async (signal) => {
      await given(reached(signal), 'nothing answers there')
      const { status: got } = await ask(path, signal, init)
      return got === expected
        ? ok(`${path} answers ${got}, as it must`)
        : missing(`${path} answers ${got}, not ${expected}`, mend)
    })

  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  return [
    check('address', 'Set PUBLIC_URL to the https address of the service.', async () =>
      addressOutcome(new URL(config().PUBLIC_URL)),
    ),
    check('/healthz', `Start the service, or see that PUBLIC_URL leads to the PORT that it listens on.`, async (signal) => {
      const { body } = await reached(signal)
      const { success, data } = health.safeParse(body)
      if (!success) return missing('something else answers there', 'Point PUBLIC_URL at this service.')
      const mode = config().DEFENDER_MODE
      if (data.mode !== mode)
        return missing(`the service runs in ${data.mode} mode, not ${mode}`, 'Start the service anew with these settings.')
      if (data.status === 'degraded')
        return warning(
          `${data.mode} mode; it says that it is degraded`,
          'Read the whole of /healthz on its machine or with METRICS_TOKEN, and look it up in docs/runbook.md.',
        )
      return ok(`this service answers, in ${data.mode} mode`)
    }),
    status('/api/messages', '/api/messages', 401, 'Let the ingress hand POST /api/messages to the service unchanged.', post),
    status('sign-in page', '/auth/start', 410, 'Let the ingress hand /auth/ to the service unchanged.'),
    status('tab', '/tab/', 200, 'Run npm run build where the service runs, and start it anew.'),
    check('certificate', 'Look at the certificate with a browser.', async (signal) => {
      const url = new URL(config().PUBLIC_URL)
      if (url.protocol !== 'https:') return ok('none, because it is http on this machine')
      const endsAt = await given(certificateEnd(url, signal), 'it cannot be seen from this machine')
      return untilIts(endsAt, 'the certificate', 'of PUBLIC_URL', now)
    }),
  ]
}

async function addressOutcome({ protocol, hostname }: URL): Promise<Outcome> {
  const isHere = LOOPBACK.test(hostname)
  if (protocol !== 'https:')
    return isHere
      ? ok('http, on this machine alone')
      : missing('it is http', 'Set PUBLIC_URL to an https address: Teams takes no other.')
  if (isHere) return ok('https, on this machine alone')
  return lookup(hostname).then(
    () => ok(`${hostname} is known`),
    () => warning(`this machine does not find ${hostname}`, `Add ${hostname} to your DNS.`),
  )
}

import { setTimeout as sleep } from 'node:timers/promises'
import { tabClient } from '../bot/test/system/tab-client.ts'
import { until } from '../bot/test/system/until.ts'
import { alertOn, machineOf, startWhole } from '../bot/test/system/whole.ts'
import type { Figure } from './figure.ts'
import { quantile } from './figure.ts'

const PER_SECOND = 50
const REQUESTS = 20 * PER_SECOND
const PEOPLE = ['responder', 'lead', 'reader', 'workstations']
const ALERTS = 500

/** What the tab asks, 50 times a second whether answers come or not: mostly lists, some single alerts, now and then a machine as Defender tells it. */
export async function tabApi(): Promise<Figure[]> {
  const digits = [...'12345678']
  const alerts = Array.from({ length: ALERTS }, (_, n) => {
    const digit = digits[n % digits.length] ?? '1'
    return alertOn(digit, 'Workstations', { id: `da-${n}_1`, title: `Alert ${n} on ${digit}` })
  })
  await using whole = await startWhole(
    alerts,
    digits.map((digit) => machineOf(digit, 'Workstations')),
  )
  const tab = await tabClient(whole, PEOPLE)
  await until('every alert', async () => (await tab.titles('responder', '?q=alert%20499')).length > 0, 30_000)

  const times: number[] = []
  let good = 0
  const ask = async (n: number): Promise<void> => {
    const began = performance.now()
    const reply = await tab.as(PEOPLE[n % PEOPLE.length] ?? 'responder', pathOf(n, digits))
    await reply.text()
    times.push(performance.now() - began)
    if (reply.ok) good += 1
  }
  for (const [n] of PEOPLE.entries()) await ask(n)
  times.length = good = 0

  const running: Promise<void>[] = []
  const began = performance.now()
  while (running.length < REQUESTS) {
    running.push(ask(running.length))
    await sleep(Math.max(0, began + (running.length * 1000) / PER_SECOND - performance.now()))
  }
  await Promise.all(running)
  return [
    { what: 'tab API at 50 requests a second, p50', measured: quantile(times, 0.5), unit: 'ms', target: 300 },
    { what: 'tab API at 50 requests a second, p99', measured: quantile(times, 0.99), unit: 'ms', target: 300 },
    { what: `requests of ${REQUESTS} that were not met`, measured: REQUESTS - good, unit: '', target: 0 },
  ]
}

/** A machine is read live, and Defender gives everybody together 100 such calls a minute. */
function pathOf(n: number, digits: readonly string[]): string {
  if (n % 51 === 50) return `machines/${(digits[n % digits.length] ?? '1').repeat(40)}`
  if (n % 5 === 4) return `alerts/da-${n % ALERTS}_1`
  if (n % 10 === 0) return 'me'
  return n % 2 === 0 ? 'alerts?status=New,InProgress' : `alerts?severity=medium&q=alert%20${n % 100}`
}

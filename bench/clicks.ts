import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createSessionCipher } from '../bot/adapters/entra/session-cipher.ts'
import { openStore } from '../bot/adapters/store/open-store.ts'
import { oneKey } from '../bot/credential.ts'
import { instantOf } from '../bot/domain/instant.ts'
import { Secret } from '../bot/secret.ts'
import { alertOn, HIGH, machineOf, startWhole } from '../bot/test/system/whole.ts'
import type { Figure } from './figure.ts'
import { quantile } from './figure.ts'
import { healthOf, memoryMb, processorMs } from './process.ts'

const PER_SECOND = 50
const PRESSES = 20 * PER_SECOND
const PEOPLE = ['responder', 'lead', 'reader', 'workstations']
const SESSIONS = 10_000

/** Presses with warm sessions, 50 a second whether answers come or not; each gets a token on behalf of its person and asks Defender as them. */
export async function clicks(): Promise<Figure[]> {
  const digits = [...'123456789abcdef']
  const whole = await startWhole(
    digits.map((digit) => alertOn(digit, 'Workstations')),
    digits.map((digit) => machineOf(digit, 'Workstations')),
  )
  try {
    const cards = await Promise.all(digits.map((digit) => whole.saying(HIGH, `"Alert on ${digit}"`, 30_000)))
    const buttons = cards.flatMap(({ conversation, id: message }) =>
      PEOPLE.map((account) => ({ account, conversation, message, verb: 'isolate' })),
    )
    for (const button of buttons.slice(0, PEOPLE.length)) await whole.demo.tenant.teams.signIn.toTheEnd(button)

    const times: number[] = []
    let good = 0
    const press = async (button: (typeof buttons)[number]): Promise<void> => {
      const began = performance.now()
      const answer = await whole.demo.tenant.teams.click(button)
      times.push(performance.now() - began)
      if (JSON.stringify(answer.body).includes('Isolate host-')) good += 1
    }
    const presses = Array<typeof buttons>(Math.ceil(PRESSES / buttons.length))
      .fill(buttons)
      .flat()
      .slice(0, PRESSES)
    const running: Promise<void>[] = []
    const { pid } = await healthOf(whole.demo.botPort)
    const worked = processorMs(pid)
    const began = performance.now()
    for (const button of presses) {
      running.push(press(button))
      await sleep(Math.max(0, began + (running.length * 1000) / PER_SECOND - performance.now()))
    }
    await Promise.all(running)
    const processor = (processorMs(pid) - worked) / PRESSES
    const memory = await memoryOfSessions(whole)
    return [
      { what: 'click to answer at 50 a second, p50', measured: quantile(times, 0.5), unit: 'ms', target: 1000 },
      { what: 'click to answer at 50 a second, p99', measured: quantile(times, 0.99), unit: 'ms', target: 1000 },
      { what: 'processor time of the service a click', measured: processor, unit: 'ms', target: 15 },
      { what: `clicks of ${times.length} that opened no confirm step`, measured: times.length - good, unit: '', target: 0 },
      await exchange(whole),
      memory,
    ]
  } finally {
    await whole[Symbol.asyncDispose]()
  }
}

/** One exchange on behalf of a person, the verifying of their token and the keeping of their session included. */
async function exchange({ demo, control }: Awaited<ReturnType<typeof startWhole>>): Promise<Figure> {
  const { token } = await control('sso-token', { account: 'responder' })
  const env = { ...process.env, ...demo.tenant.botEnv(), PERSON_TOKEN: token }
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'exchange.ts')], { env })
  return { what: 'exchange on behalf of a person, median of 50', measured: Number(stdout), unit: 'ms', target: 100 }
}

/** How much more the service holds once so many people's sessions are on record. */
async function memoryOfSessions({ demo, click, saying }: Awaited<ReturnType<typeof startWhole>>): Promise<Figure> {
  const home = dirname(demo.logFile)
  const { pid } = await healthOf(demo.botPort)
  const before = memoryMb(pid).resident
  const keys = oneKey(new Secret(readFileSync(join(home, 'session.key'), 'utf8')))
  const cipher = createSessionCipher(() => keys)
  await using store = await openStore({ databaseUrl: null, dataDir: home })
  await store.transaction(async (records) => {
    for (let at = 0; at < SESSIONS; at += 1) {
      const personId = `bench-${at}` as never
      await records.beginSession({
        personId,
        sealed: cipher.seal('x'.repeat(6000), personId),
        endsAt: instantOf(Date.now() + 3_600_000),
      })
    }
  })
  await click('responder', await saying(HIGH, '"Alert on 1"'), 'isolate')
  return {
    what: `resident, grown by ${SESSIONS} sessions on record`,
    measured: memoryMb(pid).resident - before,
    unit: 'MB',
    target: 20,
  }
}

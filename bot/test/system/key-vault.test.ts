import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ReceivedView } from '../../../infra/local/control/shapes.ts'
import type { Tenant } from '../../../infra/local/start-tenant.ts'
import { until } from './until.ts'
import { alertOn, GENERAL, HIGH, machineOf, startWhole } from './whole.ts'

const DAY = 86_400_000

describe('secrets in Key Vault, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  const fill = ({ vault, entra: { registrations } }: Tenant): void => {
    vault.put('bot-secret', { value: registrations.bot.secrets[0]! })
    vault.put('sso-secret', { value: registrations.sso.secrets[0]!, endsAt: Date.now() + 20 * DAY })
    vault.put('session-key', { value: randomBytes(32).toString('base64') })
  }

  before(async () => {
    const digits = ['1', '2', '3', '4']
    whole = await startWhole(
      digits.map((digit) => alertOn(digit, 'Workstations')),
      digits.map((digit) => machineOf(digit, 'Workstations')),
      {
        botEnv(tenant) {
          if (tenant.vault.list().length === 0) fill(tenant)
          return tenant.vaultEnv()
        },
      },
    )
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const health = async () => (await fetch(`http://127.0.0.1:${whole.demo.botPort}/healthz`)).json()
  const log = () => readFile(whole.demo.logFile, 'utf8')
  const newAlert = (digit: string, title: string) =>
    whole.control('alerts', alertOn(digit, 'Workstations', { id: `da-${title}`, title }))
  /** Isolates the machine of that alert, and answers what the person was told. */
  const isolate = async (digit: string): Promise<string> => {
    const card = await whole.saying(HIGH, `Alert on ${digit}`)
    const confirm = await whole.click('responder', card, 'isolate', { signIn: true })
    if (!JSON.stringify(confirm.body).includes(`Isolate host-${digit}?`)) return JSON.stringify(confirm.body)
    const inputs = { reason: 'Now', isolationType: 'Full' }
    return JSON.stringify((await whole.click('responder', card, 'confirm-isolate', { inputs })).body)
  }

  it('let alerts be read, cards be posted and a tap act', async () => {
    assert.match(await isolate('1'), /Isolati(ng|on asked)/)
    assert.equal((await whole.acts()).length, 1)
    const { secrets } = await health()
    assert.deepEqual([secrets.unreadSince, secrets.ends.map(({ name }: { name: string }) => name)], [null, ['sso-secret']])
  })

  it('are kept in memory while the vault leads elsewhere, which is not followed but said; once it is back, a new one is taken without a restart', async () => {
    const { faults, vault, entra } = whole.demo.tenant
    faults.add({ platform: 'vault', kind: 'answer', status: 307, location: '/elsewhere', left: null })
    const { sso } = entra.registrations
    sso.endedSecrets = sso.secrets
    sso.secrets = ['the-next-sso-secret']
    vault.put('sso-secret', { value: 'the-next-sso-secret', endsAt: Date.now() + 5 * DAY })

    await isolate('2')
    assert.equal((await whole.acts()).length, 1)
    const { status, secrets } = await until('the health check to say so', async () => {
      const now = await health()
      return now.secrets.unreadSince && now
    })
    assert.deepEqual([status, typeof secrets.unreadSince], ['degraded', 'string'])
    assert.match(await log(), /"event":"secrets.unread"/)
    const asked: ReceivedView[] = await whole.control('received?platform=vault')
    assert.deepEqual(
      asked.filter(({ path }) => path.startsWith('/elsewhere')),
      [],
    )
    await newAlert('4', 'Meanwhile')
    await whole.saying(HIGH, 'Meanwhile')

    faults.clear()
    await until('the vault to be read again', async () => (await health()).secrets.unreadSince === null, 30_000)
    assert.match(await isolate('2'), /Isolati(ng|on asked)/)
    assert.equal((await whole.acts()).length, 2)
  })

  it('are taken anew as soon as Entra refuses the one before', async () => {
    const { faults, vault, entra } = whole.demo.tenant
    entra.registrations.bot.secrets = ['the-next-bot-secret']
    vault.put('bot-secret', { value: 'the-next-bot-secret\n' }) // as from a file
    faults.add({ platform: 'connector', kind: 'answer', status: 401 }) // so that the token in memory is no good any more

    await newAlert('3', 'After the change')

    await whole.saying(HIGH, 'After the change', 30_000)
    assert.match(await log(), /"event":"credential.renewed","name":"bot-secret"/)
  })

  it('are told of in the operator conversation before they end, once', async () => {
    await whole.control('messages', { account: 'lead', conversation: GENERAL, text: 'operator here' })
    await whole.click('lead', await whole.saying(GENERAL, 'confirm-draft'), 'confirm-draft', { signIn: true })
    await whole.saying(GENERAL, 'come here now · Lena Lead')
    whole.demo.tenant.vault.put('session-key', { value: randomBytes(32).toString('base64') })
    await whole.demo.crashBot() // it looks when it starts, and every minute

    await whole.saying(GENERAL, 'sso-secret ends within 7 days')

    await whole.demo.crashBot()
    await newAlert('3', 'After the restart')
    await whole.saying(HIGH, 'After the restart')
    const told = (await whole.messages(GENERAL)).filter((one) => JSON.stringify(one).includes('sso-secret ends'))
    assert.equal(told.length, 1)
  })

  it('open the sessions that the former key sealed, also after a restart', async () => {
    const card = await whole.saying(HIGH, 'Alert on 4')
    assert.match(JSON.stringify((await whole.click('responder', card, 'isolate')).body), /Isolate host-4\?/)
  })

  it('stand in no log', async () => {
    const written = await log()
    const given: { value: string }[] = await whole.control('secrets')
    assert.ok(given.length > 10)
    for (const { value } of given) assert.ok(!written.includes(value))
  })
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { freePort } from '../../../infra/local/demo/ports.ts'
import { buildPackage } from '../../../manifest/build.ts'
import { buildForBot } from '../../../tab/test/build-tab.ts'
import type { Finding } from '../../doctor/check.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

type Env = Readonly<Record<string, string | undefined>>
interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const COMMAND = join(import.meta.dirname, '..', '..', 'doctor.ts')
const OTHER_APP = '11111111-2222-4333-8444-555555555555'

describe('npm run doctor', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let home: string
  let env: Env

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'pocketsoc-doctor-'))
    await buildForBot()
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')])
    env = parseEnv(await readFile(whole.demo.envFile, 'utf8'))
    await writeFile(join(home, 'good.zip'), await packageFor({}))
    await writeFile(join(home, 'bad.zip'), await packageFor({ BOT_ID: OTHER_APP }))
  })
  after(async () => {
    await whole?.[Symbol.asyncDispose]()
    await rm(home, { recursive: true, force: true })
  })

  const packageFor = (over: Env) => buildPackage({ ...env, PUBLIC_URL: 'https://localhost', ...over })
  const run = (settings: Env, ...args: readonly string[]): Promise<Answer> =>
    new Promise((resolve) => {
      const options = { cwd: home, env: { PATH: process.env['PATH'], ...settings } }
      const all = ['--disable-warning=ExperimentalWarning', COMMAND, ...args]
      const child = execFile(process.execPath, all, options, (_, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      )
    })
  /** How each check came out: `is`, what it says and how to mend it in one text, by group and name. */
  const found = async (over: Env, file = 'good.zip') => {
    const { code, stdout } = await run({ ...env, ...over }, '--json', '--package', join(home, file))
    const findings: readonly Finding[] = JSON.parse(stdout).findings
    const of = (group: string, name: string): string => {
      const one = findings.find((finding) => finding.group === group && finding.name === name) ?? assert.fail(stdout)
      return `${one.is}: ${one.says}${'mend' in one ? ` → ${one.mend}` : ''}`
    }
    return { code, of, missing: findings.filter(({ is }) => is === 'missing').map(({ group, name }) => `${group}: ${name}`) }
  }

  it('names every required setting in an empty environment with what it is for, says what it could not look at, and exits with 1', async () => {
    const { code, stdout } = await run({})
    assert.equal(code, 1)
    for (const name of ['PUBLIC_URL', 'TENANT_ID', 'BOT_ID', 'BOT_SECRET', 'SSO_CLIENT_ID', 'SSO_CLIENT_SECRET'])
      assert.match(stdout, new RegExp(`MISSING {2}${name} +is missing\\. [A-Z]`))
    assert.match(stdout, /not looked at, because settings are missing or\s+wrong/)
    assert.ok(
      stdout.split('\n').every((line) => line.length <= 80),
      stdout,
    )
    assert.deepEqual((await readdir(home)).sort(), ['bad.zip', 'good.zip'], 'it made nothing')
  })

  it('finds nothing essential missing beside a running demo, with the settings file that the demo names', async () => {
    assert.equal((await stat(whole.demo.envFile)).mode & 0o077, 0)
    const { code, stdout } = await run({}, '--env-file', whole.demo.envFile, '--package', join(home, 'good.zip'))
    assert.equal(code, 0, stdout)
    assert.doesNotMatch(stdout, /MISSING/)
    assert.match(stdout, /ok {7}whose token acts {3}delegated: actions run with the token of the/)
    assert.match(stdout, /delegated: not known until somebody signs in/)
    assert.match(stdout, /Nothing essential is missing: \d+ ok, \d+ warnings, 2 not looked at/)
    for (const secret of [env['BOT_SECRET']!, env['SSO_CLIENT_SECRET']!]) assert.ok(!stdout.includes(secret))
  })

  it('tells a wrong setting, the bot’s wrong secret, an address that nothing answers at and a package of another bot apart, and goes on with the rest', async () => {
    const nowhere = `https://localhost:${await freePort('', 0)}`
    assert.match((await found({ PUBLIC_URL: nowhere })).of('App package', 'ids and domains'), /^ok: as in the settings/)
    const { code, of, missing } = await found({ BOT_SECRET: 'wrong', PUBLIC_URL: nowhere, TIME_ZONE: 'Mars/Base' }, 'bad.zip')
    assert.equal(code, 1)
    assert.deepEqual(missing, ['Settings: TIME_ZONE', 'Tokens: bot', 'PUBLIC_URL: /healthz', 'App package: ids and domains'])
    assert.match(of('Tokens', 'bot'), /AADSTS7000215.* → Give BOT_SECRET/)
    assert.match(of('PUBLIC_URL', '/healthz'), /ECONNREFUSED → Start the service/)
    assert.match(of('PUBLIC_URL', 'tab'), /unseen: not looked at, because nothing answers there/)
    assert.match(
      of('App package', 'ids and domains'),
      new RegExp(`bot is ${OTHER_APP}, not ${env['BOT_ID']}; Application ID URI is`),
    )
    assert.match(of('Defender', 'alerts'), /^ok/)
  })

  it('names a permission that was taken away and one that nobody should have; and tells a missing licence', async () => {
    const { permissions } = whole.demo.tenant.entra
    permissions.application = ['Alert.ReadWrite.All', 'Machine.Isolate']
    await whole.control('defender', { licensed: false })
    const { code, of } = await found({})
    assert.equal(code, 1)
    assert.match(of('Permissions at Defender', 'Alert.Read.All'), /^ok: application: granted as Alert\.ReadWrite\.All/)
    assert.match(of('Permissions at Defender', 'Machine.Read.All'), /^missing: .*http:\/\/localhost:\d+\/auth\/consent\?key=/)
    assert.match(of('Permissions at Defender', 'too much'), /^warning: the app itself is granted Machine\.Isolate.*Take it away/)
    assert.match(of('Defender', 'alerts'), /^missing: Defender \/api\/alerts: 401.*licence/)
    await whole.control('defender', { licensed: true })
    permissions.application = ['Alert.Read.All', 'Machine.Read.All']
  })

  it('tells of each part of More whether the app is granted it in application mode, and thinks no less of an app that is not', async () => {
    const { permissions } = whole.demo.tenant.entra
    const before = permissions.application
    permissions.application = ['Alert.ReadWrite.All', 'Machine.Read.All', 'User.Read.All', 'Machine.Isolate', 'Machine.Scan']
    const { of, missing } = await found({ DEFENDER_MODE: 'application' })
    permissions.application = before
    assert.deepEqual(missing, ['PUBLIC_URL: /healthz']) // the service beside it runs in the other mode
    assert.match(of('Permissions at Defender', 'Machine.Scan'), /^ok: application: granted, for More: antivirus scan$/)
    assert.match(
      of('Permissions at Defender', 'Machine.CollectForensics'),
      /^off: application: not granted, so More offers no investigation package → To have it, .* with collect in its --more/,
    )
    assert.match(of('Permissions at Defender', 'too much'), /^ok/)
  })

  it('knows what people’s tokens carry once somebody signed in, and how Defender answers one call too many', async () => {
    await whole.control('entra', {
      delegatedScopes: ['Machine.Read', 'Alert.Read', 'User.Read.All', 'Machine.RestrictExecution'],
    })
    await whole.click('responder', await whole.saying(HIGH, 'Alert on 1'), 'isolate', { signIn: true })
    await whole.control('faults', { platform: 'defender', path: '/api/machines.*top=1$', kind: 'answer', status: 429 })
    const { of, missing } = await found({})
    assert.deepEqual(missing, ['Permissions at Defender: Machine.Isolate'])
    assert.match(of('Permissions at Defender', 'Machine.Read'), /^ok: delegated: granted/)
    assert.match(of('Permissions at Defender', 'Machine.RestrictExecution'), /^ok: delegated: granted, for More: app restriction/)
    assert.match(
      of('Permissions at Defender', 'Machine.StopAndQuarantine'),
      /^off: delegated: not granted, so More offers no stopping of a file → To have it, .* with quarantine in its --more/,
    )
    assert.match(of('Defender', 'machines'), /^warning: .*429 .*→ Wait a minute/)
  })

  it('reads the secrets of a vault, warns of their ends, and says when the service runs in the other mode', async () => {
    const { vault, vaultEnv } = whole.demo.tenant
    const settings = { ...vaultEnv(), BOT_SECRET: undefined, SSO_CLIENT_SECRET: undefined }
    const empty = await found(settings)
    assert.match(empty.of('Secrets', 'bot'), /^missing: Key Vault, bot-secret: 404 → Put bot-secret/)
    assert.match(empty.of('Tokens', 'bot'), /^unseen: not looked at, because its secret cannot be read/)

    vault.put('bot-secret', { value: env['BOT_SECRET']!, endsAt: Date.now() + 5 * 86_400_000 })
    vault.put('sso-secret', { value: env['SSO_CLIENT_SECRET']! })
    vault.put('session-key', { value: randomBytes(32).toString('base64') })
    const { of } = await found({ ...settings, DEFENDER_MODE: 'application' })
    assert.match(of('Secrets', 'bot'), /^warning: .*it ends within 7 days, at .* → Put a new version/)
    assert.match(of('Tokens', 'bot'), /^ok/)
    assert.match(of('PUBLIC_URL', '/healthz'), /^missing: the service runs in delegated mode, not application/)
  })

  it('says that the vault cannot be reached, and looks at the rest', async () => {
    await whole.control('faults', { platform: 'vault', kind: 'reset', left: null })
    const { of } = await found({ ...whole.demo.tenant.vaultEnv(), BOT_SECRET: undefined, SSO_CLIENT_SECRET: undefined })
    assert.match(of('Secrets', 'sign-in'), /^missing: Key Vault, sso-secret: .* → Put sso-secret/)
    assert.match(of('PUBLIC_URL', '/healthz'), /^ok/)
    assert.match(of('Store', 'SQLite'), /^ok/)
  })
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SCRIPT = join(import.meta.dirname, 'entra.sh')
const SETUP = join(import.meta.dirname, '..', '..', 'docs', 'setup.md')
const OTHERS = ['Machine.Scan', 'Machine.RestrictExecution', 'Machine.CollectForensics', 'Machine.StopAndQuarantine']
const run = promisify(execFile)

describe('entra.sh', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pocketsoc-entra-'))
  })
  after(() => rm(folder, { recursive: true }))

  const all = ['--host', 'SOC.example.com', '--identity', 'the-identity']
  /** Starts it where the only `az` is the one given, if any. */
  const entra = (args: readonly string[], path = '') =>
    run('bash', [SCRIPT, ...args], { env: { PATH: `${path}:/usr/bin:/bin`, FOLDER: folder } })

  /** What it would ask of az, as az would get it. */
  const dryRun = async (args: readonly string[]): Promise<string[][]> => {
    const { stdout } = await entra([...args, '--dry-run'])
    const commands = stdout.split('\n').filter((line) => line.startsWith('az '))
    const { stdout: read } = await run('bash', ['-c', `az() { printf '%s\\t' "$@"; echo; }\n${commands.join('\n')}`])
    return read
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd().split('\t'))
  }
  const bodies = (commands: readonly string[][], option: string) =>
    commands.flatMap((args) => (args.includes(option) ? [JSON.parse(args[args.indexOf(option) + 1] ?? '')] : []))

  it('is sound for bash', () => run('bash', ['-n', SCRIPT]))

  it('prints every command of a first run, without az', async () => {
    const commands = (await dryRun(all)).map((args) =>
      args.slice(0, 4).filter((arg) => /^[a-z-]+$/.test(arg) && !arg.startsWith('-')),
    )
    const made = commands.map((words) => words.join(' ')).filter((words) => /create|rest|consent/.test(words))
    assert.deepEqual(made, [
      'ad app create',
      'ad sp create',
      'ad app create',
      'ad sp create',
      'rest',
      'rest',
      'rest',
      'rest',
      'rest', // is anybody allowed what is not asked for any more?
      'ad app permission admin-consent',
      ...Array<string>(7).fill('rest'), // is the app itself allowed what it must not be?
      'ad app federated-credential create',
      'ad app federated-credential create',
    ])
  })

  it('registers what docs/setup.md says', async () => {
    const asked = Object.assign({}, ...bodies(await dryRun(all), '--body').map(({ api, ...rest }) => rest))
    const [{ api }, second] = bodies(await dryRun(all), '--body')
    assert.deepEqual(asked.identifierUris, ['api://soc.example.com/botid-BOT_ID'])
    assert.deepEqual(asked.web, {
      redirectUris: ['https://soc.example.com/auth/callback', 'https://soc.example.com/auth/consented'],
    })
    assert.equal(api.requestedAccessTokenVersion, 2)
    const [{ id, value }] = api.oauth2PermissionScopes
    assert.equal(value, 'access_as_user')
    for (const { delegatedPermissionIds } of second.api.preAuthorizedApplications) assert.deepEqual(delegatedPermissionIds, [id])
    assert.deepEqual(
      asked.appRoles.map((role: { value: string }) => role.value),
      ['Lead', 'Responder', 'Reader'],
    )
    const setup = await readFile(SETUP, 'utf8')
    for (const { appId } of second.api.preAuthorizedApplications) assert.ok(setup.includes(appId))
  })

  const permissionsOf = (commands: readonly string[][]): string[] =>
    bodies(commands, '--body')
      .flatMap(({ requiredResourceAccess = [] }) => requiredResourceAccess)
      .flatMap(({ resourceAccess }) => resourceAccess.map(({ id, type }: { id: string; type: string }) => `${type} ${id}`))

  it('asks for the permissions that docs/setup.md lists, and for those of the table’s options only with --more', async () => {
    const listed = [
      ...(await readFile(SETUP, 'utf8')).matchAll(/^\| `([\w.]+)` \| (application|delegated) \|.*?(?:`--more (\w+)`.*)?$/gm),
    ]
    const rows = (of: typeof listed) => of.map(([, name, kind]) => `${kind === 'delegated' ? 'Scope' : 'Role'} ${name}-id`)
    const options = listed.flatMap(([, , , option]) => option ?? [])
    assert.deepEqual(permissionsOf(await dryRun(all)), rows(listed.filter(([, , , option]) => !option)))
    assert.deepEqual(permissionsOf(await dryRun([...all, '--more', options.join()])), rows(listed))
  })

  it('lets the app itself isolate in application mode alone, and nothing do so for a person then', async () => {
    const asApp = await dryRun([...all, '--mode', 'application'])
    assert.deepEqual(permissionsOf(asApp), [
      'Role Alert.Read.All-id',
      'Role Machine.Read.All-id',
      'Role Machine.Isolate-id',
      'Role Alert.ReadWrite.All-id',
      'Role User.Read.All-id',
    ])
    const more = permissionsOf(await dryRun([...all, '--mode', 'application', '--more', 'scan,restrict,collect,quarantine']))
    assert.deepEqual(
      more.slice(5),
      OTHERS.map((name) => `Role ${name}-id`),
    )
    assert.ok(!permissionsOf(await dryRun(all)).includes('Role Machine.Isolate-id'))
  })

  it('has both registrations trust the managed identity', async () => {
    const trusts = bodies(await dryRun(all), '--parameters')
    assert.equal(trusts.length, 2)
    for (const { issuer, subject, audiences } of trusts)
      assert.deepEqual(
        [issuer, subject, audiences],
        ['https://login.microsoftonline.com/TENANT_ID/v2.0', 'the-identity', ['api://AzureADTokenExchange']],
      )
  })

  it('leaves out what it was not asked for', async () => {
    const commands = await dryRun(['--host', 'soc.example.com'])
    assert.doesNotMatch(JSON.stringify(commands), /federated/)
  })

  /** Runs it where everything is there already, in that cloud; what it asked of az, a line each. */
  const runAgain = async (
    args: readonly string[],
    login = 'https://login.microsoftonline.com/',
    scope = '',
  ): Promise<string[]> => {
    const graph = login.endsWith('.us') ? 'https://graph.microsoft.us/' : 'https://graph.microsoft.com/'
    const granted = scope && `*oauth2PermissionGrants*tsv) printf '%s\\t%s\\n' the-grant '${scope}';;`
    const answers = `case "$*" in ${granted} *activeDirectory*) echo ${login};; *GraphResourceId*) echo ${graph};; *--output\\ tsv) echo is-there;; esac`
    await writeFile(join(folder, 'az'), `#!/bin/sh\necho "$*" >> "$FOLDER/asked"\n${answers}\n`, { mode: 0o755 })
    await rm(join(folder, 'asked'), { force: true })
    const { stdout } = await entra([...args, '--again'], folder)
    assert.equal(stdout, 'TENANT_ID=is-there\nBOT_ID=is-there\nSSO_CLIENT_ID=is-there\n')
    return (await readFile(join(folder, 'asked'), 'utf8')).split('\n')
  }

  it('changes no registration that it did not make: not one of that name unless told so, and none where there are two', async () => {
    for (const [there, args, says] of [
      ['one', [], /PocketSOC bot is there already: one\. .*--again/],
      ['one\\ntwo', ['--again'], /Several registrations are called PocketSOC bot: one two\./],
    ] as const) {
      const script = `#!/bin/sh\necho "$*" >> "$FOLDER/asked"\ncase "$*" in *app\\ list*) printf '${there}\\n';; *tsv) echo x;; esac\n`
      await writeFile(join(folder, 'az'), script, { mode: 0o755 })
      await rm(join(folder, 'asked'), { force: true })
      await assert.rejects(entra([...all, ...args], folder), { code: 1, stdout: '', stderr: says })
      assert.doesNotMatch(await readFile(join(folder, 'asked'), 'utf8'), /create|PATCH|consent/)
    }
  })

  it('makes nothing twice', async () => {
    assert.doesNotMatch((await runAgain(all)).join('\n'), /\b(app|sp|federated-credential) create\b/)
  })

  it('takes away what the app itself was allowed in the other mode, or with --more, and leaves what it is asked for', async () => {
    const taken = (lines: readonly string[]) => lines.filter((line) => line.includes('--method DELETE'))
    const grant = "https://graph.microsoft.com/v1.0/servicePrincipals(appId='is-there')/appRoleAssignments/is-there"
    const deleted = `rest --method DELETE --url ${grant} --output none`
    const asApp = [...all, '--mode', 'application']
    assert.deepEqual(taken(await runAgain(all)), Array(7).fill(deleted)) // Machine.Isolate, Alert.ReadWrite.All, User.Read.All, and four under More
    assert.deepEqual(taken(await runAgain(asApp)), Array(4).fill(deleted))
    assert.deepEqual(taken(await runAgain([...asApp, '--more', 'scan,restrict,collect,quarantine'])), [])
  })

  const USES = 'Machine.Isolate Machine.Read Alert.ReadWrite User.Read.All'
  const url = '--url https://graph.microsoft.com/v1.0/oauth2PermissionGrants/the-grant'
  const DELETED = `rest --method DELETE ${url} --output none`
  const changedTo = (scope: string) =>
    `rest --method PATCH ${url} --headers Content-Type=application/json --body {"scope":"${scope}"} --output none`
  for (const [what, args, scope, changes] of [
    ['takes away what people were allowed under More', [], `${USES} Machine.Scan`, [changedTo(USES)]],
    ['keeps of it what is asked for', ['--more', 'scan'], ` ${USES} Machine.Scan`, []],
    ['leaves what was granted by hand', [], 'Alert.Read Machine.Scan', [changedTo('Alert.Read')]],
    ['takes away all that people were allowed, in application mode', ['--mode', 'application'], USES, [DELETED]],
  ] as const) {
    it(`${what}, before it grants`, async () => {
      const lines = await runAgain([...all, ...args], undefined, scope)
      assert.deepEqual(
        lines.filter((line) => line.includes('/the-grant')),
        changes,
      )
      const granting = lines.findIndex((line) => line.includes('admin-consent'))
      assert.ok(changes.every((line) => lines.indexOf(line) < granting))
    })
  }

  it('says what is wrong where Defender has no such permission, and asks for nothing then', async () => {
    await writeFile(join(folder, 'az'), '#!/bin/sh\ncase "$*" in *Machine.Scan*) ;; *tsv) echo is-there;; esac\n', {
      mode: 0o755,
    })
    await assert.rejects(entra([...all, '--again', '--more', 'scan'], folder), { code: 1, stderr: /no permission Machine\.Scan/ })
    await entra([...all, '--again'], folder) // which has only to look whether it was granted
  })

  it('goes to the Graph of the cloud that az is in', async () => {
    const asked = (await runAgain(all, 'https://login.microsoftonline.us')).join('\n')
    assert.match(asked, /--url https:\/\/graph\.microsoft\.us\/v1\.0\/applications/)
    assert.doesNotMatch(asked, /\.microsoft(online)?\.com/)
  })

  it('has the registrations trust that cloud’s Entra, for that cloud’s audience', async () => {
    const again = `#!/bin/sh\ncase "$*" in *activeDirectory*) echo https://login.microsoftonline.us;; *federated-credential\\ list*) ;; *tsv) echo x;; esac\necho "$*" >> "$FOLDER/asked"\n`
    await writeFile(join(folder, 'az'), again, { mode: 0o755 })
    await rm(join(folder, 'asked'), { force: true })
    await entra([...all, '--again'], folder)
    const made = (await readFile(join(folder, 'asked'), 'utf8')).split('\n').filter((line) => line.includes('credential create'))
    assert.equal(made.length, 2)
    for (const line of made)
      assert.match(line, /"issuer":"https:\/\/login\.microsoftonline\.us\/x\/v2\.0".*"api:\/\/AzureADTokenExchangeUSGov"/)
  })

  it('stops at the first thing that az refuses', async () => {
    await writeFile(join(folder, 'az'), '#!/bin/sh\necho "not signed in" >&2\nexit 1\n', { mode: 0o755 })
    await assert.rejects(entra(all, folder), { code: 1, stdout: '', stderr: 'not signed in\n' })
  })

  it('says how it is used when it is asked wrongly', async () => {
    for (const args of [
      [],
      ['--host'],
      ['--port', '1'],
      ['--host', 'x', '--mode', 'both'],
      ['--host', 'x', '--more', 'scan,dance'],
    ])
      await assert.rejects(entra(args), /--host/)
  })
})

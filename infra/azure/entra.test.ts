import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SCRIPT = join(import.meta.dirname, 'entra.sh')
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
      'ad app permission admin-consent',
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
    const setup = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'setup.md'), 'utf8')
    for (const { appId } of second.api.preAuthorizedApplications) assert.ok(setup.includes(appId))
    const permissions = asked.requiredResourceAccess[0].resourceAccess.map(
      ({ id, type }: { id: string; type: string }) =>
        `| \`${id.replace(/-id$/, '')}\` | ${type === 'Role' ? 'application' : 'delegated'} |`,
    )
    assert.deepEqual(permissions, setup.match(/^\| `[\w.]+` \| (application|delegated) \|/gm))
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

  it('makes nothing twice', async () => {
    const az = `#!/bin/sh\necho "$*" >> "$FOLDER/asked"\ncase "$*" in *--output\\ tsv) echo is-there;; esac\n`
    await writeFile(join(folder, 'az'), az, { mode: 0o755 })
    const { stdout } = await entra(all, folder)
    assert.equal(stdout, 'TENANT_ID=is-there\nBOT_ID=is-there\nSSO_CLIENT_ID=is-there\n')
    assert.doesNotMatch(await readFile(join(folder, 'asked'), 'utf8'), /\b(app|sp|federated-credential) create\b/)
  })

  it('stops at the first thing that az refuses', async () => {
    await writeFile(join(folder, 'az'), '#!/bin/sh\necho "not signed in" >&2\nexit 1\n', { mode: 0o755 })
    await assert.rejects(entra(all, folder), { code: 1, stdout: '', stderr: 'not signed in\n' })
  })

  it('says how it is used when it is asked wrongly', async () => {
    for (const args of [[], ['--host'], ['--port', '1']]) await assert.rejects(entra(args), /--host/)
  })
})

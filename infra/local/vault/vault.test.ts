import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { COMMERCIAL } from '../cloud.ts'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { APPS } from '../world.ts'
import { vaultUrl } from './vault.ts'

describe('Key Vault and the managed identity', () => {
  let world: TenantWithBot
  let env: Record<string, string>
  before(async () => {
    world = await startTenantWithBot()
    env = world.tenant.vaultEnv()
    world.tenant.vault.put('bot-secret', { value: 'first' })
    world.tenant.vault.put('bot-secret', { value: 'second', contentType: 'text/plain', endsAt: Date.UTC(2027, 1, 3) })
  })
  after(() => world[Symbol.asyncDispose]())

  const identity = (resource: string, changes: { header?: string; client?: string } = {}) =>
    fetch(
      `${env['IDENTITY_ENDPOINT']}?${new URLSearchParams({ resource, client_id: changes.client ?? APPS.identity.clientId })}`,
      {
        headers: { 'x-identity-header': changes.header ?? env['IDENTITY_HEADER']! },
      },
    )
  const tokenFor = async (resource: string): Promise<string> => (await (await identity(resource)).json()).access_token
  const secret = (path: string, token?: string) =>
    fetch(`${vaultUrl(COMMERCIAL)}/secrets/${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} })

  it('serve Azure’s SDKs as they are, in a process that knows only the environment', async () => {
    const script = `
      import { DefaultAzureCredential } from '@azure/identity'
      import { SecretClient } from '@azure/keyvault-secrets'
      const client = new SecretClient(process.env.KEY_VAULT_URL, new DefaultAzureCredential())
      const { value, properties } = await client.getSecret('bot-secret')
      const { version, expiresOn, contentType } = properties
      console.log(JSON.stringify({ value, version, expiresOn, contentType }))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env })
    const { version, ...read } = JSON.parse(stdout)
    assert.deepEqual(read, { value: 'second', expiresOn: '2027-02-03T00:00:00.000Z', contentType: 'text/plain' })
    assert.equal(version, world.tenant.vault.list()[1]?.version)
  })

  it('keep every version of a secret', async () => {
    const token = await tokenFor('https://vault.azure.net')
    const [first] = world.tenant.vault.list()
    assert.equal((await (await secret(`bot-secret/${first!.version}`, token)).json()).value, 'first')
  })

  it('say where to get a token', async () => {
    const answer = await secret('bot-secret/')
    assert.equal(answer.status, 401)
    assert.match(
      answer.headers.get('www-authenticate') ?? '',
      /^Bearer authorization="https:.*", resource="https:\/\/vault.azure.net"$/,
    )
  })

  it('refuse what is not there, and who may not read', async () => {
    const missing = await secret('nothing/', await tokenFor('https://vault.azure.net'))
    assert.deepEqual([missing.status, (await missing.json()).error.code], [404, 'SecretNotFound'])
    const { sign } = world.tenant.entra
    const [iat, exp] = [Math.floor(Date.now() / 1000), Math.floor(Date.now() / 1000) + 60]
    const other = {
      iss: `https://sts.windows.net/${env['TENANT_ID']}/`,
      aud: 'https://vault.azure.net',
      idtyp: 'app',
      appid: 'other',
      iat,
      exp,
    }
    assert.equal((await secret('bot-secret/', await sign(other))).status, 403)
    assert.equal((await secret('bot-secret/', await tokenFor('api://AzureADTokenExchange'))).status, 401)
  })

  it('give tokens to the container alone, and of its own identity alone', async () => {
    assert.equal((await identity('https://vault.azure.net', { header: 'guessed' })).status, 401)
    assert.equal((await identity('https://vault.azure.net', { client: APPS.bot.clientId })).status, 400)
    assert.equal((await identity('https://graph.microsoft.com')).status, 400)
  })

  it('are no proof for a registration that does not trust them', async () => {
    const federated = async () =>
      world.entra({
        grant_type: 'client_credentials',
        client_id: APPS.bot.clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await tokenFor('api://AzureADTokenExchange'),
        scope: 'https://api.botframework.com/.default',
      })
    assert.deepEqual((await federated()).body.error_codes, [700213])
    await world.control('POST', 'registrations/bot', { trusts: [APPS.identity.objectId] })
    assert.equal((await federated()).status, 200)
  })

  it('are filled and looked at by /control, which shows no value', async () => {
    const put = await world.control('POST', 'vault/sso-secret', { value: 'third', endsAt: '2027-01-01T00:00:00Z' })
    assert.equal(put.status, 201)
    const listed = (await world.control('GET', 'vault')).body
    assert.deepEqual(
      listed.map(({ name, endsAt }: { name: string; endsAt: string | null }) => [name, endsAt]),
      [
        ['bot-secret', null],
        ['bot-secret', '2027-02-03T00:00:00.000Z'],
        ['sso-secret', '2027-01-01T00:00:00.000Z'],
      ],
    )
    assert.doesNotMatch(JSON.stringify(listed), /third/)
  })
})

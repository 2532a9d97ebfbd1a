import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { parseConfig, parseReadingConfig, parseStoreConfig } from './config.ts'

const GUID = '6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001'
const complete = {
  PUBLIC_URL: 'https://soc.example.com/',
  TENANT_ID: GUID,
  BOT_ID: GUID,
  BOT_SECRET: 'bot-hush',
  SSO_CLIENT_ID: GUID,
  SSO_CLIENT_SECRET: 'sso-hush',
}

describe('configuration', () => {
  it('needs only what has no sensible default', () => {
    const config = parseConfig(complete)
    assert.equal(config.PORT, 3978)
    assert.equal(config.PUBLIC_URL, 'https://soc.example.com')
    assert.equal(config.BOT_SECRET?.reveal(), 'bot-hush')
    assert.equal(config.DATABASE_URL, undefined)
  })

  it('names every missing setting in one message', () => {
    assert.throws(
      () => parseConfig({}),
      (error: Error) => {
        for (const name of Object.keys(complete)) assert.match(error.message, new RegExp(`- ${name} is missing`))
        return true
      },
    )
  })

  it('takes a blank setting for a missing one', () => {
    assert.throws(() => parseConfig({ ...complete, BOT_SECRET: '  ' }), /BOT_SECRET is missing/)
  })

  for (const [name, value, says] of [
    ['TENANT_ID', 'contoso', /TENANT_ID must be a GUID/],
    ['PUBLIC_URL', 'soc.example.com', /PUBLIC_URL must be a URL such as/],
    ['PORT', 'http', /PORT must be a whole number/],
    ['PORT', '70000', /PORT must be a whole number/],
    ['POLL_SECONDS', '0', /POLL_SECONDS must be a whole number/],
    ['DEFENDER_URL', 'http://api.example.com', /DEFENDER_URL must be a URL such as https:/],
    ['DEFENDER_SCOPE', 'https://api.example.com', /DEFENDER_SCOPE must end with/],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL must be a URL such as postgres/],
    ['TIME_ZONE', 'Europe/Atlantis', /TIME_ZONE must be an IANA time zone/],
    ['BOT_CREDENTIAL', 'password', /BOT_CREDENTIAL must be secret, certificate or federated/],
    ['KEY_VAULT_URL', 'http://pocketsoc.vault.azure.net', /KEY_VAULT_URL must be a URL such as https:/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL must be/],
  ] as const) {
    it(`refuses ${name}=${value} by name`, () => {
      assert.throws(() => parseConfig({ ...complete, [name]: value }), says)
    })
  }

  it('repeats no value in its complaint', () => {
    assert.throws(
      () => parseConfig({ ...complete, TENANT_ID: 'pasted-secret' }),
      (error: Error) => !error.message.includes('pasted-secret'),
    )
  })

  it('never prints a secret', () => {
    const config = parseConfig(complete)
    for (const printed of [inspect(config, { depth: 5 }), JSON.stringify(config), `${config.BOT_SECRET}`])
      assert.doesNotMatch(printed, /hush/)
  })

  it('wants the key of sessions to be given, and so the same, where several instances share a database', () => {
    const shared = { ...complete, DATABASE_URL: 'postgres://db/pocketsoc' }
    assert.throws(() => parseConfig(shared), /- SESSION_KEY must be set with DATABASE_URL, the same for every instance/)
    assert.throws(() => parseConfig({ ...shared, TENANT_ID: 'x' }), /TENANT_ID must.*SESSION_KEY must be set/s)
    assert.equal(parseConfig({ ...shared, SESSION_KEY: 'key' }).DATABASE_URL, 'postgres://db/pocketsoc')
  })

  it('asks for no secret where Key Vault holds it, or where nothing secret is needed', () => {
    const { BOT_SECRET: _bot, SSO_CLIENT_SECRET: _sso, ...bare } = complete
    const vault = { KEY_VAULT_URL: 'https://pocketsoc.vault.azure.net/', DATABASE_URL: 'postgres://db/pocketsoc' }
    assert.equal(parseConfig({ ...bare, ...vault }).KEY_VAULT_URL, 'https://pocketsoc.vault.azure.net')
    assert.equal(parseConfig({ ...bare, BOT_CREDENTIAL: 'federated', SSO_CREDENTIAL: 'federated' }).SSO_CREDENTIAL, 'federated')
    assert.throws(() => parseConfig({ ...bare, BOT_CREDENTIAL: 'federated' }), /- SSO_CLIENT_SECRET is missing/)
    assert.throws(
      () => parseConfig({ ...bare, SSO_CREDENTIAL: 'certificate' }),
      /- BOT_SECRET is missing.*- SSO_CLIENT_SECRET is missing/s,
    )
  })

  it('asks a command that reads Defender for what that needs', () => {
    const { TENANT_ID, SSO_CLIENT_ID } = complete
    assert.throws(() => parseReadingConfig({ TENANT_ID }), /- SSO_CLIENT_ID is missing\n- SSO_CLIENT_SECRET is missing\n/)
    const vault = { KEY_VAULT_URL: 'https://pocketsoc.vault.azure.net', SSO_CREDENTIAL: 'certificate' }
    assert.equal(parseReadingConfig({ TENANT_ID, SSO_CLIENT_ID, ...vault }).SSO_CREDENTIAL, 'certificate')
  })

  it('asks the operator for nothing but the store', () => assert.deepEqual(parseStoreConfig({}), { DATA_DIR: '.data' }))
})

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

  it('takes ids in capitals for what they are in tokens and activities', () => {
    const ids = ['TENANT_ID', 'BOT_ID', 'SSO_CLIENT_ID', 'AZURE_CLIENT_ID', 'TEAMS_APP_ID'] as const
    const config = parseConfig({ ...complete, ...Object.fromEntries(ids.map((name) => [name, ` ${GUID.toUpperCase()} `])) })
    assert.deepEqual([...new Set(ids.map((name) => config[name]))], [GUID])
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
    ['DIGEST_AT', '8', /DIGEST_AT must be a time such as 08:00, or off/],
    ['DIGEST_AT', '24:00', /DIGEST_AT must be a time/],
    ['TIME_ZONE', 'Europe/Atlantis', /TIME_ZONE must be an IANA time zone/],
    ['BOT_CREDENTIAL', 'password', /BOT_CREDENTIAL must be secret, certificate or federated/],
    ['KEY_VAULT_URL', 'http://pocketsoc.vault.azure.net', /KEY_VAULT_URL must be a URL such as https:/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL must be/],
    ['CLOUD', 'china', /CLOUD must be commercial, gcc, gcc-high or dod/],
  ] as const) {
    it(`refuses ${name}=${value} by name`, () => {
      assert.throws(() => parseConfig({ ...complete, [name]: value }), says)
    })
  }

  it('has the hosts of the cloud where none are set, and takes a geography of it', () => {
    const hosts = (env: object) => {
      const { DEFENDER_URL, DEFENDER_SCOPE } = parseConfig({ ...complete, ...env })
      return [DEFENDER_URL, DEFENDER_SCOPE]
    }
    const scope = 'https://api.securitycenter.microsoft.com/.default'
    assert.deepEqual(hosts({}), ['https://api.security.microsoft.com', scope])
    assert.deepEqual(hosts({ DEFENDER_URL: 'https://eu.api.security.microsoft.com/' }), [
      'https://eu.api.security.microsoft.com',
      scope,
    ])
    const gov = 'https://api-gov.securitycenter.microsoft.us'
    assert.deepEqual(hosts({ CLOUD: 'gcc-high' }), [gov, `${gov}/.default`])
  })

  for (const [name, value, cloud, says] of [
    [
      'DEFENDER_URL',
      'https://api.security.microsoft.com',
      'gcc-high',
      /- DEFENDER_URL is of the cloud commercial, but CLOUD is gcc-high: set both for the same cloud \(in gcc-high the host is api-gov\./,
    ],
    [
      'DEFENDER_URL',
      'https://api-gcc.securitycenter.microsoft.us',
      'commercial',
      /DEFENDER_URL is of the cloud gcc, but CLOUD is/,
    ],
    ['DEFENDER_SCOPE', 'https://api-gov.securitycenter.microsoft.us/.default', 'gcc', /DEFENDER_SCOPE is of the cloud gcc-high/],
    ['KEY_VAULT_URL', 'https://soc.vault.azure.net', 'dod', /is of the cloud commercial.*is <name>\.vault\.usgovcloudapi\.net\)/],
    ['KEY_VAULT_URL', 'https://soc.vault.usgovcloudapi.net', 'gcc', /KEY_VAULT_URL is of the cloud gcc-high, but CLOUD is gcc/],
    [
      'DEFENDER_URL',
      'https://api.security.microsoft.com.example',
      'commercial',
      /no host of Microsoft's in the cloud commercial/,
    ],
  ] as const) {
    it(`refuses ${name}=${value} in the cloud ${cloud}, and says how to mend it`, () => {
      assert.throws(() => parseConfig({ ...complete, CLOUD: cloud, [name]: value }), says)
    })
  }

  const KEY = `InstrumentationKey=${GUID}`
  for (const [what, string, cloud] of [
    ['of its region', `${KEY};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/`, 'commercial'],
    ['of its region, in GCC', `${KEY};IngestionEndpoint=https://eastus-8.in.applicationinsights.azure.com/`, 'gcc'],
    ['that none is named for', KEY, 'commercial'],
    ['of the government', `${KEY};ingestionendpoint=https://usgovvirginia-1.in.applicationinsights.azure.us/`, 'gcc-high'],
    ['made of a suffix', `${KEY};EndpointSuffix=monitor.azure.us;Location=usgovvirginia`, 'dod'],
  ] as const) {
    it(`takes an address of Azure Monitor ${what}`, () =>
      assert.ok(parseConfig({ ...complete, CLOUD: cloud, APPLICATIONINSIGHTS_CONNECTION_STRING: string })))
  }

  for (const [what, string, cloud, says] of [
    [
      'of another cloud',
      `${KEY};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/`,
      'dod',
      /of the cloud commercial/,
    ],
    [
      'of the government',
      `${KEY};IngestionEndpoint=https://usgovvirginia-1.in.applicationinsights.azure.us/`,
      'gcc',
      /of the cloud gcc-high/,
    ],
    ['that none is named for', KEY, 'gcc-high', /of the cloud commercial.*<name>\.applicationinsights\.azure\.us\)/],
    ['made of a suffix', `${KEY};EndpointSuffix=applicationinsights.azure.com`, 'dod', /of the cloud commercial/],
    [
      'of nobody we know',
      `${KEY};IngestionEndpoint=https://applicationinsights.azure.com.example`,
      'commercial',
      /no host of Microsoft's/,
    ],
  ] as const) {
    it(`refuses an address of Azure Monitor ${what} in the cloud ${cloud}, and says no key`, () => {
      const given = { ...complete, CLOUD: cloud, APPLICATIONINSIGHTS_CONNECTION_STRING: string }
      assert.throws(
        () => parseConfig(given),
        ({ message }: Error) =>
          says.test(message) && /- APPLICATIONINSIGHTS_CONNECTION_STRING /.test(message) && !message.includes(GUID),
      )
    })
  }

  it('refuses a host of another cloud to a command that reads Defender, too', () => {
    const asked = { ...complete, CLOUD: 'dod', DEFENDER_URL: 'https://api.security.microsoft.com' }
    assert.throws(() => parseReadingConfig(asked), /DEFENDER_URL is of the cloud commercial/)
    assert.throws(() => parseReadingConfig({ ...asked, TENANT_ID: 'x' }), /TENANT_ID must.*DEFENDER_URL is of the cloud/s)
    assert.throws(() => parseConfig({ ...asked, CLOUD: 'china' }), /usable:\n- CLOUD must be .*\nEach/)
  })

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

  it('asks the operator for nothing but the store', () =>
    assert.deepEqual(parseStoreConfig({}), { CLOUD: 'commercial', DATA_DIR: '.data' }))
})

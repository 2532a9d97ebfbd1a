import assert from 'node:assert/strict'
import type { Cloud, CloudName } from './clouds.ts'
import { CLOUD_NAMES, CLOUDS } from './clouds.ts'

const rows = CLOUD_NAMES.map((name) => [name, CLOUDS[name]] as const)
const hostOf = (url: string) => new URL(url).hostname

/** The hosts at which a cloud alone is reached: where a token or an act could go to another. */
const ownHosts = ({ defenderHosts, serviceHosts, fallbackServiceUrl }: Cloud) => [
  ...new Set([...defenderHosts, ...serviceHosts, hostOf(fallbackServiceUrl)]),
]

describe('the table of clouds', () => {
  for (const [name, cloud] of rows) {
    it(`has a whole row for ${name}`, () => {
      for (const [what, value] of Object.entries(cloud)) {
        if (what === 'channelService') continue
        assert.ok(value.length > 0, what)
        for (const one of [value].flat())
          assert.match(one, /^(https:\/\/[a-z0-9.*-]+(\/|$)|api:\/\/|[a-z0-9.-]+$)/, `${what}: ${one}`)
      }
    })

    it(`leads in ${name} to what it lets in`, () => {
      assert.ok(cloud.serviceHosts.includes(hostOf(cloud.fallbackServiceUrl)))
      assert.ok(cloud.defenderHosts.includes(hostOf(cloud.defenderScope)))
      assert.ok(cloud.teamsOrigins.includes(cloud.teamsUrl))
      assert.equal(cloud.connectorScope, `${cloud.botIssuer}/.default`)
    })

    it(`stays in ${name} within one country’s Entra, Bot Framework and vaults`, () => {
      const isUs = name === 'gcc-high' || name === 'dod'
      const ends = isUs ? /\.(us|usgovcloudapi\.net)$/ : /\.(com|net)$/
      for (const url of [cloud.authority, cloud.botIssuer, cloud.teamsUrl]) assert.match(hostOf(url), ends)
      for (const domain of [cloud.vaultDomain, cloud.databaseDomain]) assert.equal(domain.endsWith('usgovcloudapi.net'), isUs)
      for (const host of cloud.monitorHosts) assert.equal(host.endsWith('.us'), isUs)
      assert.equal(cloud.exchangeScope.includes('USGov'), isUs)
      assert.equal(cloud.channelService !== '', isUs)
    })
  }

  it('has no host of Defender or the connector in two rows, but that of Defender which GCC High and DoD share', () => {
    const seen = new Map<string, CloudName[]>()
    for (const [name, cloud] of rows) for (const host of ownHosts(cloud)) seen.set(host, [...(seen.get(host) ?? []), name])
    assert.deepEqual(
      [...seen].filter(([, names]) => names.length > 1),
      [['api-gov.securitycenter.microsoft.us', ['gcc-high', 'dod']]],
    )
  })

  it('has two hosts to sign in at, each for two clouds', () => {
    const by = Object.groupBy(rows, ([, { authority }]) => authority)
    assert.deepEqual(
      Object.entries(by).map(([authority, of = []]) => [authority, of.map(([name]) => name)]),
      [
        ['https://login.microsoftonline.com', ['commercial', 'gcc']],
        ['https://login.microsoftonline.us', ['gcc-high', 'dod']],
      ],
    )
  })
})

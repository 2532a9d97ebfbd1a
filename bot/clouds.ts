/** The clouds that Microsoft runs apart. */
export const CLOUD_NAMES = ['commercial', 'gcc', 'gcc-high', 'dod'] as const
export type CloudName = (typeof CLOUD_NAMES)[number]

/** Where everything of one cloud is. Nothing of ours uses a host of Microsoft's that is not in its row. */
export interface Cloud {
  /** Entra's sign-in host: keys, tokens, sign-in pages, and the beginning of the issuer of people's tokens. */
  readonly authority: string
  /** Hosts of Defender's API; the first is asked where none is set, the others are geographies and older names. */
  readonly defenderHosts: readonly [string, ...string[]]
  /** Whom tokens for Defender are for; which of Defender's hosts is asked is another matter. */
  readonly defenderScope: string
  readonly portalUrl: string
  /** Who signs what Teams sends. */
  readonly botIssuer: string
  /** By which the Bot Framework SDK finds that issuer's keys; it knows the commercial ones by none. */
  readonly channelService: string
  /** For the bot's own token at Teams's connector. */
  readonly connectorScope: string
  /** Hosts of the connector, exactly. */
  readonly serviceHosts: readonly [string, ...string[]]
  /** Takes messages for every conversation. */
  readonly fallbackServiceUrl: string
  /** Where Teams is, and what opens a link into it. */
  readonly teamsUrl: string
  /** What may show the tab in a frame. */
  readonly teamsOrigins: readonly string[]
  /** What every Key Vault's host ends with. */
  readonly vaultDomain: string
  /** The same of a database in Azure, and whom a managed identity's token for it is for. */
  readonly databaseDomain: string
  readonly databaseScope: string
  /** For the managed identity's token that a registration takes as its own proof. */
  readonly exchangeScope: string
  /** Where Azure Monitor takes numbers and traces, or what its hosts end with. */
  readonly monitorHosts: readonly [string, ...string[]]
}

/** What the commercial cloud and GCC have in common. */
const WORLDWIDE = {
  authority: 'https://login.microsoftonline.com',
  vaultDomain: '.vault.azure.net',
  databaseDomain: '.postgres.database.azure.com',
  databaseScope: 'https://ossrdbms-aad.database.windows.net/.default',
  exchangeScope: 'api://AzureADTokenExchange/.default',
  monitorHosts: ['.applicationinsights.azure.com', '.monitor.azure.com', 'dc.services.visualstudio.com'],
  botIssuer: 'https://api.botframework.com',
  channelService: '',
  connectorScope: 'https://api.botframework.com/.default',
  portalUrl: 'https://security.microsoft.com',
  teamsUrl: 'https://teams.microsoft.com',
  teamsOrigins: ['https://teams.microsoft.com', 'https://*.teams.microsoft.com', 'https://*.cloud.microsoft'],
} as const

/** Azure Government, and what GCC High and DoD have in common there. */
const US_GOVERNMENT = {
  authority: 'https://login.microsoftonline.us',
  vaultDomain: '.vault.usgovcloudapi.net',
  databaseDomain: '.postgres.database.usgovcloudapi.net',
  databaseScope: 'https://ossrdbms-aad.database.usgovcloudapi.net/.default',
  exchangeScope: 'api://AzureADTokenExchangeUSGov/.default',
  monitorHosts: ['.applicationinsights.azure.us', '.monitor.azure.us'],
  botIssuer: 'https://api.botframework.us',
  channelService: 'https://botframework.azure.us',
  connectorScope: 'https://api.botframework.us/.default',
  defenderHosts: ['api-gov.securitycenter.microsoft.us'],
  defenderScope: 'https://api-gov.securitycenter.microsoft.us/.default',
} as const

/**
 * One row a cloud. GCC is Azure's and Entra's commercial cloud with a Defender and a connector of its own; GCC High and DoD are
 * Azure Government. From Defender: "Supported APIs" and "Microsoft Defender for Endpoint for US Government customers"; Teams:
 * "Send proactive messages" and "Content security policy headers"; Azure Bot Service: "Configure bots for US government
 * customers"; Entra: "National clouds". Azure Monitor's hosts are those that its exporter follows redirects to.
 *
 * Not verified, because no page says it: the scopes of Defender's tokens outside the commercial cloud (others use the API's own
 * host), that Teams's client ids are the same in every cloud, and where deep links lead in GCC High and DoD.
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  commercial: {
    ...WORLDWIDE,
    defenderHosts: [
      'api.security.microsoft.com',
      ...['us', 'eu', 'uk', 'au', 'swa', 'ina', 'aea'].map((geography) => `${geography}.api.security.microsoft.com`),
      'api.securitycenter.microsoft.com',
      ...['us', 'eu', 'uk', 'au'].map((geography) => `api-${geography}.securitycenter.microsoft.com`),
      'api.securitycenter.windows.com',
    ],
    defenderScope: 'https://api.securitycenter.microsoft.com/.default',
    serviceHosts: ['smba.trafficmanager.net'],
    fallbackServiceUrl: 'https://smba.trafficmanager.net/teams/',
  },
  gcc: {
    ...WORLDWIDE,
    defenderHosts: ['api-gcc.securitycenter.microsoft.us'],
    defenderScope: 'https://api-gcc.securitycenter.microsoft.us/.default',
    serviceHosts: ['smba.infra.gcc.teams.microsoft.com'],
    fallbackServiceUrl: 'https://smba.infra.gcc.teams.microsoft.com/teams/',
  },
  'gcc-high': {
    ...US_GOVERNMENT,
    portalUrl: 'https://security.microsoft.us',
    serviceHosts: ['smba.infra.gov.teams.microsoft.us'],
    fallbackServiceUrl: 'https://smba.infra.gov.teams.microsoft.us/teams/',
    teamsUrl: 'https://gov.teams.microsoft.us',
    teamsOrigins: ['https://teams.microsoft.us', 'https://gov.teams.microsoft.us'],
  },
  dod: {
    ...US_GOVERNMENT,
    portalUrl: 'https://security.apps.mil',
    serviceHosts: ['smba.infra.dod.teams.microsoft.us'],
    fallbackServiceUrl: 'https://smba.infra.dod.teams.microsoft.us/teams/',
    teamsUrl: 'https://dod.teams.microsoft.us',
    teamsOrigins: ['https://teams.microsoft.us', 'https://dod.teams.microsoft.us'],
  },
}

/** Settings that name a host of Microsoft's, each with what the hosts of a cloud look like there. */
const HOSTS_OF = {
  DEFENDER_URL: ({ defenderHosts }: Cloud) => defenderHosts,
  DEFENDER_SCOPE: ({ defenderHosts }: Cloud) => defenderHosts,
  KEY_VAULT_URL: ({ vaultDomain }: Cloud) => [vaultDomain],
  APPLICATIONINSIGHTS_CONNECTION_STRING: ({ monitorHosts }: Cloud) => monitorHosts,
} as const

/** A setting whose host must be of the cloud that is set. */
export type HostSetting = keyof typeof HOSTS_OF
export const HOST_SETTINGS = Object.keys(HOSTS_OF) as HostSetting[]

/** What is wrong with the setting's host in this cloud and how to mend it, without the value; `null` when it is of this cloud. */
export function hostProblem(setting: HostSetting, value: string, name: CloudName): string | null {
  const url = setting === 'APPLICATIONINSIGHTS_CONNECTION_STRING' ? ingestionUrl(value) : value
  const host = URL.parse(url)?.hostname ?? ''
  const isOf = (cloud: CloudName): boolean =>
    HOSTS_OF[setting](CLOUDS[cloud]).some((known) => host === known || (known.startsWith('.') && host.endsWith(known)))
  if (isOf(name)) return null
  const other = CLOUD_NAMES.find(isOf)
  const [usual] = HOSTS_OF[setting](CLOUDS[name])
  return other
    ? `is of the cloud ${other}, but CLOUD is ${name}: set both for the same cloud (in ${name} the host is ${words(usual)})`
    : `names no host of Microsoft's in the cloud ${name}, where it is ${words(usual)}`
}

function words(host: string): string {
  return host.startsWith('.') ? `<name>${host}` : host
}

/** Where a connection string has numbers and traces sent, as Azure Monitor's exporter reads it (Azure Monitor: "Connection strings"). */
function ingestionUrl(connectionString: string): string {
  const pairs = connectionString.split(';').map((pair) => pair.split('='))
  const of = Object.fromEntries(pairs.map(([name = '', value = '']) => [name.toLowerCase(), value.trim()]))
  const { ingestionendpoint, endpointsuffix, location } = of
  if (ingestionendpoint) return ingestionendpoint
  return endpointsuffix ? `https://${location ? `${location}.` : ''}dc.${endpointsuffix}` : 'https://dc.services.visualstudio.com'
}

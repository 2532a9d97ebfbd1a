/** The cloud that the tenant is in: names under which its platforms are reached, and what they call themselves in tokens. */
export interface Cloud {
  /** Entra's sign-in host. */
  readonly login: string
  /** Hosts of Defender's API, and whom tokens for it are for. */
  readonly defenderHosts: RegExp
  readonly defenderAudience: string
  /** Who calls the bot for Teams, and where its keys are. */
  readonly botIssuer: string
  readonly botKeysHost: string
  /** Teams's connector, and whom tokens for it are for. */
  readonly connectorHost: string
  readonly connectorAudience: string
  readonly vaultDomain: string
  /** Whom a managed identity's token must be for, so that a registration takes it for its own proof. */
  readonly exchangeAudience: string
}

/** Microsoft's commercial cloud, with Defender's present host, the geographic ones and the older names (Defender: "Supported APIs"). */
export const COMMERCIAL: Cloud = {
  login: 'https://login.microsoftonline.com',
  defenderHosts:
    /^((us|eu|uk|au|swa|ina|aea)\.)?api\.security\.microsoft\.com$|^api(-us|-eu|-uk|-au)?\.securitycenter\.microsoft\.com$/,
  defenderAudience: 'https://api.securitycenter.microsoft.com',
  botIssuer: 'https://api.botframework.com',
  botKeysHost: 'login.botframework.com',
  connectorHost: 'smba.trafficmanager.net',
  connectorAudience: 'https://api.botframework.com',
  vaultDomain: 'vault.azure.net',
  exchangeAudience: 'api://AzureADTokenExchange',
}

/**
 * GCC High, in Azure Government (Defender: "Microsoft Defender for Endpoint for US Government customers"; Azure Bot Service:
 * "Configure bots for US government customers"; Teams: "Send proactive messages"; Entra: "Configure an application to trust a managed
 * identity"). No page says whom tokens for Defender are for here.
 */
export const GCC_HIGH: Cloud = {
  login: 'https://login.microsoftonline.us',
  defenderHosts: /^api-gov\.securitycenter\.microsoft\.us$/,
  defenderAudience: 'https://api-gov.securitycenter.microsoft.us',
  botIssuer: 'https://api.botframework.us',
  botKeysHost: 'login.botframework.azure.us',
  connectorHost: 'smba.infra.gov.teams.microsoft.us',
  connectorAudience: 'https://api.botframework.us',
  vaultDomain: 'vault.usgovcloudapi.net',
  exchangeAudience: 'api://AzureADTokenExchangeUSGov',
}

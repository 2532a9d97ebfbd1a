import { TAB_ENTITY } from '../bot/cards/tab-link.ts'

/** What of a deployment stands in its app package. */
export interface Deployment {
  /** Where people and Teams reach the service, without a slash at its end. */
  readonly publicUrl: string
  readonly botId: string
  readonly ssoClientId: string
  /** `1.2.3`. */
  readonly version: string
}

/** The schema that first has `supportsChannelFeatures`, which bots in channels need. */
const SCHEMA = '1.25'

/** The app manifest (Teams: "App manifest schema"). The app's id is the bot's: one bot is one app. */
export function appManifest({ publicUrl, botId, ssoClientId, version }: Deployment) {
  const { hostname } = new URL(publicUrl)
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${SCHEMA}/MicrosoftTeams.schema.json`,
    manifestVersion: SCHEMA,
    version,
    id: botId,
    developer: {
      name: 'PocketSOC',
      websiteUrl: publicUrl,
      privacyUrl: `${publicUrl}/privacy`,
      termsOfUseUrl: `${publicUrl}/terms`,
    },
    name: { short: 'PocketSOC', full: 'PocketSOC for Teams' },
    description: {
      short: 'Microsoft Defender alerts in Teams; isolate and release as yourself.',
      full: 'Alerts of Microsoft Defender for Endpoint arrive as cards that stay true to what Defender says. Isolate, Release, triage and whatever else your organisation allows need rights that you hold, and who asked is on record. Channels see what their rules admit; your own chat sees what Defender shows you.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#4449B0',
    bots: [
      {
        botId,
        scopes: ['personal', 'team'],
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [
          {
            scopes: ['team'],
            commands: [...COMMANDS, { title: 'operator here', description: 'Send the bot’s own reports to this channel' }],
          },
          { scopes: ['personal'], commands: [...COMMANDS, { title: 'sign out', description: 'End your sign-in' }] },
        ],
      },
    ],
    staticTabs: [
      {
        entityId: TAB_ENTITY,
        name: 'Alerts',
        contentUrl: `${publicUrl}/tab/`,
        websiteUrl: `${publicUrl}/tab/`,
        scopes: ['personal'],
      },
    ],
    configurableTabs: [
      {
        configurationUrl: `${publicUrl}/tab/config.html`,
        canUpdateConfiguration: true,
        scopes: ['team'],
        context: ['channelTab'],
      },
    ],
    validDomains: [hostname],
    permissions: ['identity', 'messageTeamMembers'],
    webApplicationInfo: { id: ssoClientId, resource: `api://${hostname}/botid-${botId}` },
    supportsChannelFeatures: 'tier1',
    defaultInstallScope: 'team',
  }
}

const COMMANDS = [
  { title: 'help', description: 'What I do, and how to say it' },
  { title: 'watch', description: 'watch high status:new group:Servers since:4h' },
  { title: 'rules', description: 'What is watched here' },
  { title: 'unwatch', description: 'End a rule' },
]

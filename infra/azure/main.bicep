// Everything that PocketSOC needs in one resource group; the app registrations are made by entra.sh.
targetScope = 'resourceGroup'

@description('Names everything; lower case, as parts of it become host names.')
@minLength(3)
@maxLength(12)
param name string = 'pocketsoc'

param location string = resourceGroup().location

@description('Where people and Teams reach the service, such as soc.example.com.')
param host string

@description('Certificate of the Container Apps environment for the host; empty until the host is bound (README.md).')
param certificateId string = ''

@description('Name of a container registry in this resource group, and the image in it.')
param registryName string
param image string = 'pocketsoc:latest'

@description('Application ids that entra.sh prints.')
param botId string
param ssoClientId string

@description('Microsoft 365 cloud of the tenant (CLOUD): gcc-high and dod are deployed to Azure Government, gcc is not.')
@allowed(['commercial', 'gcc', 'gcc-high', 'dod'])
param cloud string = 'commercial'

@description('How the registrations prove themselves: federated needs no secret at all.')
@allowed(['federated', 'certificate', 'secret'])
param botCredential string = 'federated'

@allowed(['federated', 'certificate', 'secret'])
param ssoCredential string = 'federated'

@description('Where alerts about the service itself go.')
param operatorEmail string

@description('Settings that are a matter of taste; .env.sample explains each, and what is left out has its default there.')
type Settings = {
  TEAMS_APP_ID: string?
  DEFENDER_URL: string?
  DEFENDER_SCOPE: string?
  DEFENDER_MODE: string?
  POLL_SECONDS: string?
  SESSION_HOURS: string?
  RETENTION_DAYS: string?
  TIME_ZONE: string?
  DIGEST_AT: string?
  LOG_LEVEL: ('debug' | 'info')? // the alert rules read what is logged at info
  OTEL_EXPORTER_OTLP_ENDPOINT: string?
}

param settings Settings = {}

@description('Who may do what to which machine: the text of a file like bot/policy.jsonc, which is used without one.')
param policy string = ''

@description('Seals the sessions of people: 32 bytes in base64, given at the first deployment. Another one given later replaces it.')
@secure()
param sessionKey string = ''

@description('A watcher outside, called at each full trip (HEARTBEAT_URL).')
@secure()
param heartbeatUrl string = ''

@description('Whoever reads /metrics, and the whole of /healthz, has to bring it (METRICS_TOKEN).')
@secure()
param metricsToken string = ''

@description('Where traces and metrics go in Azure Monitor (APPLICATIONINSIGHTS_CONNECTION_STRING).')
@secure()
param insightsConnection string = ''

// Globally unique, and the same at every deployment.
var uniqueName = '${name}-${take(uniqueString(resourceGroup().id), 6)}'

module identity 'identity.bicep' = {
  name: 'identity'
  params: {
    name: name
    location: location
    registryName: registryName
  }
}

module logs 'logs.bicep' = {
  name: 'logs'
  params: {
    name: name
    location: location
  }
}

module network 'network.bicep' = {
  name: 'network'
  params: {
    name: name
    location: location
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: uniqueName
    location: location
    readerId: identity.outputs.principalId
    workspaceId: logs.outputs.workspaceId
    sessionKey: sessionKey
  }
}

module database 'database.bicep' = {
  name: 'database'
  params: {
    name: uniqueName
    location: location
    subnetId: network.outputs.databaseSubnetId
    zoneId: network.outputs.databaseZoneId
    ownerName: identity.outputs.name
    ownerId: identity.outputs.principalId
    workspaceId: logs.outputs.workspaceId
  }
}

module app 'app.bicep' = {
  name: 'app'
  params: {
    name: name
    location: location
    host: host
    certificateId: certificateId
    cloud: cloud
    registryServer: identity.outputs.registryServer
    image: image
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: network.outputs.appSubnetId
    workspaceName: logs.outputs.workspaceName
    vaultUrl: vault.outputs.url
    databaseUrl: database.outputs.url
    botId: botId
    botCredential: botCredential
    ssoClientId: ssoClientId
    ssoCredential: ssoCredential
    settings: settings
    heartbeatUrl: heartbeatUrl
    metricsToken: metricsToken
    policy: policy
    insightsConnection: insightsConnection
  }
}

module bot 'bot.bicep' = {
  name: 'bot'
  params: {
    name: uniqueName
    host: host
    botId: botId
    cloud: cloud
  }
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    workspaceId: logs.outputs.workspaceId
    appId: app.outputs.id
    operatorEmail: operatorEmail
  }
}

@description('Object id of the managed identity, for entra.sh --identity.')
output identityId string = identity.outputs.principalId
output vaultName string = vault.outputs.name

@description('What the host must be a CNAME of, and its asuid TXT record.')
output target string = app.outputs.fqdn
output verification string = app.outputs.verification

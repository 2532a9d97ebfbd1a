// The service itself: two instances of one container, of which one leads.
param name string
param location string
param host string
param certificateId string
param cloud string
param registryServer string
param image string
param identityId string
param identityClientId string
param subnetId string
param workspaceName string
param vaultUrl string
param databaseUrl string
param botId string
param botCredential string
param ssoClientId string
param ssoCredential string
param settings object
param policy string

@secure()
param heartbeatUrl string

@secure()
param metricsToken string

@secure()
param insightsConnection string

var port = 3978

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  location: location
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    managedEnvironmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'http'
        allowInsecure: false
        customDomains: empty(certificateId) ? [] : [
          {
            name: host
            certificateId: certificateId
            bindingType: 'SniEnabled'
          }
        ]
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
      secrets: concat(
        empty(heartbeatUrl) ? [] : [{ name: 'heartbeat-url', value: heartbeatUrl }],
        empty(metricsToken) ? [] : [{ name: 'metrics-token', value: metricsToken }],
        empty(insightsConnection) ? [] : [{ name: 'insights-connection', value: insightsConnection }],
        empty(policy) ? [] : [{ name: 'policy', value: policy }]
      )
    }
    template: {
      terminationGracePeriodSeconds: 15
      scale: {
        minReplicas: 2
        maxReplicas: 2
      }
      // A file that is mounted is a secret of the app (Azure Container Apps: "Use storage mounts").
      volumes: empty(policy) ? [] : [{ name: 'policy', storageType: 'Secret', secrets: [{ secretRef: 'policy', path: 'policy.jsonc' }] }]
      containers: [
        {
          name: 'pocketsoc'
          volumeMounts: empty(policy) ? [] : [{ volumeName: 'policy', mountPath: '/config' }]
          image: '${registryServer}/${image}'
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          probes: [
            {
              type: 'Liveness'
              tcpSocket: {
                port: port
              }
              periodSeconds: 10
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 10
              timeoutSeconds: 5
            }
          ]
          // A blank value counts as none. BOT_SECRET, SSO_CLIENT_SECRET and SESSION_KEY are in the vault.
          env: [
            { name: 'PORT', value: string(port) }
            { name: 'PUBLIC_URL', value: 'https://${host}' }
            { name: 'TENANT_ID', value: tenant().tenantId }
            { name: 'CLOUD', value: cloud }
            { name: 'BOT_ID', value: botId }
            { name: 'BOT_CREDENTIAL', value: botCredential }
            { name: 'SSO_CLIENT_ID', value: ssoClientId }
            { name: 'SSO_CREDENTIAL', value: ssoCredential }
            { name: 'KEY_VAULT_URL', value: vaultUrl }
            { name: 'AZURE_CLIENT_ID', value: identityClientId }
            { name: 'DATABASE_URL', value: databaseUrl }
            { name: 'DATA_DIR', value: '/tmp/pocketsoc' }
            { name: 'TEAMS_APP_ID', value: settings.?TEAMS_APP_ID ?? '' }
            { name: 'DEFENDER_URL', value: settings.?DEFENDER_URL ?? '' }
            { name: 'DEFENDER_SCOPE', value: settings.?DEFENDER_SCOPE ?? '' }
            { name: 'DEFENDER_MODE', value: settings.?DEFENDER_MODE ?? '' }
            { name: 'POLICY_FILE', value: empty(policy) ? '' : '/config/policy.jsonc' }
            { name: 'POLL_SECONDS', value: settings.?POLL_SECONDS ?? '' }
            { name: 'SESSION_HOURS', value: settings.?SESSION_HOURS ?? '' }
            { name: 'RETENTION_DAYS', value: settings.?RETENTION_DAYS ?? '' }
            { name: 'TIME_ZONE', value: settings.?TIME_ZONE ?? '' }
            { name: 'DIGEST_AT', value: settings.?DIGEST_AT ?? '' }
            { name: 'LOG_LEVEL', value: settings.?LOG_LEVEL ?? '' }
            { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: settings.?OTEL_EXPORTER_OTLP_ENDPOINT ?? '' }
            empty(heartbeatUrl) ? { name: 'HEARTBEAT_URL', value: '' } : { name: 'HEARTBEAT_URL', secretRef: 'heartbeat-url' }
            empty(metricsToken) ? { name: 'METRICS_TOKEN', value: '' } : { name: 'METRICS_TOKEN', secretRef: 'metrics-token' }
            empty(insightsConnection) ? { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: '' } : { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', secretRef: 'insights-connection' }
          ]
        }
      ]
    }
  }
}

output id string = app.id
output fqdn string = app.properties.configuration.ingress.fqdn
output verification string = app.properties.customDomainVerificationId

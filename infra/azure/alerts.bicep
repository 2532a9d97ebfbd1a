// Who is told when the service cannot tell them itself.
param name string
param location string
param workspaceId string
param appId string
param operatorEmail string

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  properties: {
    enabled: true
    groupShortName: name
    emailReceivers: [
      {
        name: 'operator'
        emailAddress: operatorEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

// Its table begins with the first line that is logged, which may be after this is deployed: hence skipQueryValidation below.
var ownLog = 'ContainerAppConsoleLogs_CL | where ContainerAppName_s == "${name}" | extend line = parse_json(Log_s)'

resource errors 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: '${name}-errors'
  location: location
  properties: {
    displayName: 'PocketSOC logs an error'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    skipQueryValidation: true
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      allOf: [
        {
          query: '${ownLog} | where tostring(line.level) in ("error", "fatal")'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: {
      actionGroups: [operators.id]
    }
  }
}

// A pulse goes to the operator conversation every three minutes, so this is silent only when that is (docs/adr/0016).
resource silence 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: '${name}-silence'
  location: location
  properties: {
    displayName: 'PocketSOC delivers nothing'
    severity: 1
    enabled: true
    scopes: [workspaceId]
    skipQueryValidation: true
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: '${ownLog} | where tostring(line.event) in ("delivery.posted", "delivery.updated") and tostring(line.key) startswith "pulse:"'
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
        }
      ]
    }
    actions: {
      actionGroups: [operators.id]
    }
  }
}

resource restarts 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-restarts'
  location: 'global'
  properties: {
    description: 'PocketSOC starts again and again'
    severity: 1
    enabled: true
    scopes: [appId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'restarts'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.App/containerApps'
          metricName: 'RestartCount'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 3
        }
      ]
    }
    actions: [
      {
        actionGroupId: operators.id
      }
    ]
  }
}

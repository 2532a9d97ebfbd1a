import type { Instant } from './domain/instant.ts'
import type { MachineAction } from './domain/machine-action.ts'
import type { Finding } from './domain/reconcile.ts'
import { isExplained } from './domain/reconcile.ts'
import type { Reconciled } from './flows/reconcile-audit.ts'
import type { AuditFault } from './records/audit.ts'

/** What is wrong with the chain, for the operator. */
export function faultWords({ seq, what }: AuditFault): string {
  switch (what) {
    case 'altered':
      return `entry ${seq} was altered: its content is not what its hash was made of`
    case 'missing':
      return `entry ${seq} is missing`
    case 'inserted':
      return `entry ${seq} was inserted: it was never part of the chain`
    case 'rewritten':
      return `entry ${seq} does not follow from the one before: that one was rewritten, or this one put in its place`
    case 'text-altered':
      return `a text beside entry ${seq} was altered: it is not the one that the entry speaks of`
    case 'texts-gone':
      return `up to entry ${seq} more texts are gone than erasures on record took`
    case 'other-head':
      return `entry ${seq} is not the one whose hash was given: the chain was written anew`
    case 'cut-off':
      return `the chain ends at entry ${seq}: what came after it was cut off`
  }
}

/** What reconciling found, for the operator. */
export function reconciledWords({ actions, intents, findings }: Reconciled, since: Instant): string {
  const direct = findings.filter(isExplained)
  const open = findings.filter((finding) => !isExplained(finding))
  return `${[
    `Since ${minuteOf(since)}, and four days before: ${actions} machine actions in Defender, ${intents} wishes in the audit`,
    `Made directly in Defender: ${direct.length}`,
    ...direct.map(findingWords),
    `Not explained: ${open.length}`,
    ...open.map(findingWords),
  ].join('\n')}\n`
}

function findingWords(finding: Finding): string {
  switch (finding.is) {
    case 'direct':
      return `  ${actionWords(finding.action)}`
    case 'unrecorded':
      return `  ${actionWords(finding.action)}: bears the mark ${finding.intentId}, which the audit does not know`
    case 'different': {
      const { what, intentId, recorded, listed } = finding
      return `  ${actionWords(finding.action)}: the ${what} of ${intentId} is ${recorded} in the audit, ${listed} in Defender`
    }
    case 'unlisted': {
      const { id, verb, machineId, actionId, at } = finding.intent
      return `  ${id}, ${verb} of ${machineId}, accepted ${minuteOf(at)}: Defender does not list its action ${actionId}`
    }
  }
}

function actionWords({ id, type, machineId, createdAt, requestor }: MachineAction): string {
  return `${id}, ${type} of ${machineId}, ${minuteOf(createdAt)}, by ${requestor ?? 'nobody named'}`.replaceAll(/\p{Cc}/gu, ' ')
}

function minuteOf(instant: Instant): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`
}

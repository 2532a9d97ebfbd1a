import { isDeepStrictEqual } from 'node:util'
import { caseCard } from '../../bot/cards/case-card.ts'
import { createTimes } from '../../bot/cards/times.ts'
import type { Case } from '../../bot/domain/case.ts'
import type { AlertId, CaseId, ConversationId, IntentId } from '../../bot/domain/ids.ts'
import type { Intent } from '../../bot/domain/intent.ts'
import type { OutboxCounts } from '../../bot/records/outbox.ts'
import type { Store } from '../../bot/records.ts'
import type { MessageView } from '../../infra/local/control/shapes.ts'
import type { Tenant } from '../../infra/local/start-tenant.ts'
import { CATALOG_APP_ID, TENANT_ID } from '../../infra/local/world.ts'
import type { Alert } from './alerts.ts'
import type { Act } from './kills.ts'
import { markIn } from './kills.ts'

/** A message of the bot's that stands in Teams and shows alerts. */
export interface Standing {
  readonly conversation: ConversationId
  readonly id: string
  /** The short reply that tells of a higher severity, with its first words; `null` for a case's card. */
  readonly raise: string | null
  /** The alerts that it names. */
  readonly alerts: readonly string[]
  /** How many machines it counts instead of showing them. */
  readonly counts: number
}

/** A case on record, and how it stands in Teams. */
export interface CaseSeen {
  readonly case: Pick<Case, 'id' | 'conversationId' | 'activityId'>
  /** Whether its message says what the record would say now. */
  readonly upToDate: boolean
  /** Whether the record's alerts are as Defender's. */
  readonly differing: readonly string[]
  /** The case whose card counts it; `undefined` when it is not counted. */
  readonly countedOn: CaseId | null | undefined
}

/** A machine action that Defender took, with the intents in its comments. */
export interface ActionSeen {
  readonly id: string
  readonly asked: string | null
  readonly cancelled: string | null
}

/** All that the verdict is worked out from: what Defender and Teams hold, and what is on record. */
export interface Facts {
  /** Every version of each alert, the present one last. */
  readonly alerts: ReadonlyMap<string, readonly Alert[]>
  readonly standing: readonly Standing[]
  /** `<conversation> <alert>` to the case that it joined. */
  readonly places: ReadonlyMap<string, CaseId>
  readonly cases: readonly CaseSeen[]
  readonly outbox: OutboxCounts
  readonly acts: readonly Act[]
  readonly actions: readonly ActionSeen[]
  readonly intents: ReadonlyMap<string, Intent>
  readonly open: readonly Intent[]
}

/** Looks at a world in which nothing moves any more. */
export async function gatherFacts(
  tenant: Tenant,
  store: Store,
  alerts: ReadonlyMap<string, readonly Alert[]>,
  acts: readonly Act[],
): Promise<Facts> {
  const messages = tenant.teams.conversations().flatMap(({ id }) => tenant.teams.messages(id))
  const standing = messages.filter(({ from, deleted, cards }) => from.kind === 'bot' && !deleted && cards.length > 0)
  const joined = await store.joined([...alerts.keys()] as AlertId[])
  const ids = [...new Set(joined.map(({ caseId }) => caseId))]
  const actions = tenant.defender.machineActions().map((action) => ({
    id: String(action['id']),
    asked: markIn(String(action['requestorComment'])),
    cancelled: markIn(String(action['cancellationComment'])),
  }))
  const marks = new Set([...actions.flatMap(({ asked, cancelled }) => [asked, cancelled]), ...acts.map(({ intent }) => intent)])
  const intents = await Promise.all([...marks].map((mark) => store.intent((mark ?? '') as IntentId)))
  return {
    alerts,
    standing: standing.map(standingOf).filter(({ alerts: named }) => named.length > 0),
    places: new Map(joined.map(({ conversationId, alertId, caseId }) => [`${conversationId} ${alertId}`, caseId])),
    cases: await casesOf(tenant, store, ids, messages, alerts),
    outbox: await store.counts(),
    acts,
    actions,
    intents: new Map(intents.flatMap((intent) => (intent ? [[intent.id, intent]] : []))),
    open: await store.openIntents(),
  }
}

function standingOf({ conversation, id, summary, cards }: MessageView): Standing {
  const text = JSON.stringify(cards)
  return {
    conversation: conversation as ConversationId,
    id,
    raise: /^Now [^:]+/.exec(summary ?? '')?.[0] ?? null,
    alerts: [...new Set(text.match(/\bt\d{5}\b/g))],
    counts: Number(/\+ (\d+) machines? of this incident/.exec(text)?.[1] ?? 0),
  }
}

async function casesOf(
  tenant: Tenant,
  store: Store,
  ids: readonly CaseId[],
  messages: readonly MessageView[],
  alerts: ReadonlyMap<string, readonly Alert[]>,
): Promise<CaseSeen[]> {
  const look = {
    portalUrl: 'https://security.microsoft.com',
    times: createTimes(null),
    mode: 'delegated' as const,
    tab: { appId: CATALOG_APP_ID, tenantId: TENANT_ID, url: `${tenant.url}/tab/`, teamsUrl: 'https://teams.microsoft.com' },
  }
  const counted = await store.countedOn(ids)
  const seen: CaseSeen[] = []
  for (const id of ids) {
    const file = await store.caseFile(id, 10)
    if (!file) throw new Error(`case ${id} has alerts and is not on record`)
    const message = messages.find((one) => one.conversation === file.conversation.id && one.id === file.case.activityId)
    const card = JSON.parse(JSON.stringify(caseCard(file, look).body.card))
    const differing = file.alerts.filter(({ id: alert, severity, status, readable }) => {
      const now = alerts.get(alert)?.at(-1)
      return readable && (now?.severity !== severity || now?.status !== status)
    })
    seen.push({
      case: file.case,
      upToDate: isDeepStrictEqual(message?.cards[0], card),
      differing: differing.map((alert) => alert.id),
      countedOn: counted.get(id),
    })
  }
  return seen
}

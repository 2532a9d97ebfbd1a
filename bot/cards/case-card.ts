import type { CaseFile } from '../domain/case.ts'
import { nextVerb } from '../domain/containment.ts'
import type { Mode } from '../domain/granted.ts'
import { ALERT_WRITE, isReadOnly, lacksTriage } from '../domain/granted.ts'
import type { CaseId } from '../domain/ids.ts'
import { isOnboarded } from '../domain/machine.ts'
import type { Message } from '../ports.ts'
import {
  alertRows,
  caseContext,
  caseFacts,
  caseStatus,
  countedWords,
  headline,
  machineName,
  productName,
  worstRank,
} from './case-words.ts'
import type { Colour, ContainmentLine } from './containment-line.ts'
import { containmentLine } from './containment-line.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import { mentioning, mentionName } from './mention.ts'
import type { CardVerb } from './parse-click.ts'
import { TRIAGE_VERB } from './parse-triage-click.ts'
import { plain } from './plain.ts'
import { asksFor, reviewLine } from './review-words.ts'
import { rankLook } from './severity.ts'
import type { TabPlace } from './tab-link.ts'
import { tabLink } from './tab-link.ts'
import json from './templates/case.json' with { type: 'json' }
import type { Times } from './times.ts'

/** What every card of this deployment is drawn with. */
export interface CardLook {
  /** The Defender portal, without a slash at its end. */
  readonly portalUrl: string
  readonly times: Times
  readonly mode: Mode
  /** Where the tab is; `null` while the app's catalog id is not known. */
  readonly tab: TabPlace | null
}

interface CaseView {
  readonly fallbackText: string
  readonly style: string
  readonly severity: string
  readonly colour: string
  readonly status: string
  readonly when: string | null
  readonly title: string
  readonly machine: {
    readonly name: string
    readonly about: string
    readonly containment: ContainmentLine
    readonly review: Review | null
  } | null
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly alertsTitle: string
  readonly alerts: readonly {
    readonly severity: string
    readonly colour: string
    readonly title: string
    readonly when: string
  }[]
  readonly more: string | null
  readonly counted: string | null
  readonly context: readonly { readonly label: string; readonly value: string }[]
  readonly mention: string | null
  readonly note: string | null
  readonly buttons: readonly Button[]
  readonly links: readonly { readonly title: string; readonly url: string }[]
}

/** Who answers for the isolation and until when; a tap on it opens the review. */
interface Review {
  readonly line: string
  readonly colour: Colour
  readonly caseId: CaseId
}

interface Button {
  readonly title: string
  readonly verb: CardVerb | typeof TRIAGE_VERB
  readonly style: 'default' | 'destructive'
  readonly caseId: CaseId
  readonly nonce: number
}

const expand = template<CaseView>(json)

/** The whole card from the whole record, every time; a posted card is never read back or edited. */
export function caseCard(file: CaseFile, look: CardLook): Message & { readonly body: { readonly card: AdaptiveCard } } {
  const { mention } = file
  const view = caseView(file, look)
  const card = expand(view)
  return { summary: view.fallbackText, body: { card: mention ? mentioning(card, [mention]) : card } }
}

/** The same in few words, for Teams refuses what is too big: the worst alert, the machine, the buttons. */
export function shortCaseCard(file: CaseFile, look: CardLook): Message & { readonly body: { readonly card: AdaptiveCard } } {
  const view = caseView({ ...file, mention: null }, look)
  const more = file.totals.alerts > 1 ? `${file.totals.alerts} alerts. Everything else is in Defender.` : null
  return {
    summary: view.fallbackText,
    body: { card: expand({ ...view, facts: [], alerts: [], more: null, context: more ? [{ label: '', value: more }] : [] }) },
  }
}

function caseView(file: CaseFile, look: CardLook): CaseView {
  const [first] = file.alerts
  const closed = file.case.closedAt !== null
  const severity = rankLook(worstRank(file), file.alerts)
  const machine = machineView(file, look)
  const head = headline(file)
  return {
    fallbackText: `${severity.word}: ${head}`,
    style: closed ? 'good' : severity.style,
    severity: severity.word,
    colour: closed ? 'Default' : severity.colour,
    status: caseStatus(file),
    when: first?.createdAt ? look.times.at(first.createdAt) : null,
    title: plain(first?.title ?? 'No alert', 160),
    machine,
    facts: caseFacts(file, look.times),
    ...alertRows(file, look.times),
    counted: countedWords(file.counted),
    context: caseContext(file),
    mention: file.mention ? `For <at>${mentionName(file.mention.name)}</at>` : null,
    note: noteOf(file, look),
    buttons: buttonsOf(file, look),
    links: linksOf(file, look),
  }
}

function machineView(file: CaseFile, look: CardLook): CaseView['machine'] {
  const seen = file.alerts.find(({ machine }) => machine !== null)
  if (file.case.machineId === null) return null
  const group = file.machine?.machineGroup ?? seen?.machineGroup ?? null
  const about = [
    group === null ? 'No machine group' : plain(group, 60),
    file.machine?.osPlatform && productName(file.machine.osPlatform),
  ]
  return {
    name: machineName(file),
    about: about.filter(Boolean).join(' · '),
    containment: containmentLine(file.containment, look.times, group),
    review: file.review && {
      line: reviewLine(file.review, look.times),
      colour: asksFor(file.review) ? 'Warning' : 'Default',
      caseId: file.case.id,
    },
  }
}

function canBeIsolated({ machine }: CaseFile): boolean {
  return machine === null || isOnboarded(machine)
}

function noteOf(file: CaseFile, look: CardLook): string | null {
  const notes = [
    isolationNote(file, look),
    lacksTriage(file.granted, look.mode) && `no triage: ${ALERT_WRITE[look.mode]} is not granted`,
  ]
  return notes.filter(Boolean).join(' · ') || null
}

function isolationNote(file: CaseFile, look: CardLook): string | null {
  if (file.case.machineId === null) return null
  if (isReadOnly(file.granted, look.mode)) return 'read-only: Machine.Isolate is not granted'
  return canBeIsolated(file) ? null : 'This machine is not onboarded to Defender, so it cannot be isolated.'
}

function buttonsOf(file: CaseFile, look: CardLook): Button[] {
  const about = { caseId: file.case.id, nonce: file.generation }
  const isTriable = file.alerts.some(({ readable }) => readable) && !lacksTriage(file.granted, look.mode)
  const all: Button[] = [
    ...(isTriable ? [{ title: 'Triage', verb: TRIAGE_VERB, style: 'default', ...about } as const] : []),
    ...(file.counted.size === 0
      ? []
      : [{ title: 'Show all machines', verb: 'show-machines', style: 'default', ...about } as const]),
  ]
  const verb = nextVerb(file.containment)
  if (file.case.machineId === null || verb === null || isReadOnly(file.granted, look.mode) || !canBeIsolated(file)) return all
  const title = verb === 'isolate' ? 'Isolate' : file.containment.is === 'isolating' ? 'Cancel isolation' : 'Release'
  const style = verb === 'isolate' && file.case.closedAt === null ? 'destructive' : 'default'
  return [{ title, verb, style, ...about }, ...all]
}

function linksOf(file: CaseFile, { portalUrl, tab }: CardLook): CaseView['links'] {
  const {
    alerts: [first],
    case: { incidentId, machineId },
  } = file
  const inTab =
    machineId !== null
      ? { title: 'Open machine', subPage: `machine:${machineId}` }
      : first && { title: 'Open alert', subPage: `alert:${first.id}` }
  return [
    ...(tab && inTab ? [{ title: inTab.title, url: tabLink(tab, inTab.subPage, inTab.title) }] : []),
    ...(first ? [{ title: 'Open in Defender', url: `${portalUrl}/alerts/${encodeURIComponent(first.id.toWellFormed())}` }] : []),
    ...(incidentId === null || file.counted.size > 0 ? [] : [{ title: 'Incident', url: `${portalUrl}/incidents/${incidentId}` }]),
  ]
}

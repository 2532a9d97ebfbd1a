import type { CaseFile } from '../domain/case.ts'
import { filesOf } from '../domain/evidence-file.ts'
import type { Mode } from '../domain/granted.ts'
import type { CaseId } from '../domain/ids.ts'
import { msOf } from '../domain/instant.ts'
import { isBusy, timeOf } from '../domain/standing.ts'
import type { Message } from '../ports.ts'
import type { Banner } from './banners.ts'
import { bannersOf } from './banners.ts'
import type { CaseButton } from './case-buttons.ts'
import { buttonsOf } from './case-buttons.ts'
import { caseNote } from './case-note.ts'
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
import { hiddenCard } from './hidden-card.ts'
import { mentioning, mentionName } from './mention.ts'
import { plain } from './plain.ts'
import { asksFor, reviewLine } from './review-words.ts'
import { rankLook } from './severity.ts'
import type { StandingLine } from './standing-line.ts'
import { standingLine } from './standing-line.ts'
import type { TabPlace } from './tab-link.ts'
import { tabLink } from './tab-link.ts'
import json from './templates/case.json' with { type: 'json' }
import type { Times } from './times.ts'
import type { WaitingRequests } from './waiting-requests.ts'
import { waitingRequests } from './waiting-requests.ts'

/** What every card of this deployment is drawn with. */
export interface CardLook {
  /** The Defender portal, without a slash at its end. */
  readonly portalUrl: string
  readonly times: Times
  readonly mode: Mode
  /** Where the tab is; `null` while the app's catalog id is not known. */
  readonly tab: TabPlace | null
}

interface CaseView extends WaitingRequests {
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
    readonly besides: StandingLine | null
  } | null
  readonly banners: readonly Banner[]
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
  readonly buttons: readonly (CaseButton & { readonly submitted: object })[]
  readonly links: readonly { readonly title: string; readonly url: string }[]
}

/** Who answers for the isolation and until when; a tap on it opens the review. */
interface Review {
  readonly line: string
  readonly colour: Colour
  readonly caseId: CaseId
}

/** Teams shows no more of them on a card (Teams: "Designing Adaptive Cards"): links give way. */
const MOST_ACTIONS = 6

const expand = template<CaseView>(json)

/** The whole card from the whole record, every time; a posted card is never read back or edited. */
export function caseCard(file: CaseFile, look: CardLook): Message & { readonly body: { readonly card: AdaptiveCard } } {
  if (file.hidden) return hiddenCard()
  const { mention } = file
  const view = caseView(file, look)
  const card = expand(view)
  return { summary: view.fallbackText, body: { card: mention ? mentioning(card, [mention]) : card } }
}

/** The same in few words, for Teams refuses what is too big: the worst alert, the machine, the buttons. */
export function shortCaseCard(file: CaseFile, look: CardLook): Message & { readonly body: { readonly card: AdaptiveCard } } {
  if (file.hidden) return hiddenCard()
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
  const buttons = buttonsOf(file, look.mode)
  return {
    fallbackText: `${severity.word}: ${head}`,
    style: closed ? 'good' : severity.style,
    severity: severity.word,
    colour: closed ? 'Default' : severity.colour,
    status: caseStatus(file),
    when: first?.createdAt ? look.times.at(first.createdAt) : null,
    title: plain(first?.title ?? 'No alert', 160),
    machine,
    banners: bannersOf(file, look.times),
    ...waitingRequests(file, look.times),
    facts: caseFacts(file, look.times),
    ...alertRows(file, look.times),
    counted: countedWords(file.counted),
    context: caseContext(file),
    mention: file.mention ? `For <at>${mentionName(file.mention.name)}</at>` : null,
    note: caseNote(file, look.mode),
    buttons: buttons.map((button) => ({ ...button, submitted: { ...button.data, verb: button.verb } })),
    links: linksOf(file, look).slice(0, Math.max(0, MOST_ACTIONS - buttons.length)),
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
    containment: containmentLine(file.containment, look.times, file.machine, group),
    review: file.review && {
      line: reviewLine(file.review, look.times),
      colour: asksFor(file.review) ? 'Warning' : 'Default',
      caseId: file.case.id,
    },
    besides: besidesLine(file, look.times),
  }
}

/** The newest of what was done since the case opened besides isolating, and how much else is under way. */
function besidesLine({ besides, alerts, case: { openedAt } }: CaseFile, times: Times): StandingLine | null {
  const [newest, ...others] = besides.filter((one) => msOf(timeOf(one)) >= msOf(openedAt))
  if (!newest) return null
  const line = standingLine(newest, filesOf(alerts), times)
  const more = others.filter(isBusy).length
  return more === 0 ? line : { ...line, words: `${line.words} · + ${more} more under way` }
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

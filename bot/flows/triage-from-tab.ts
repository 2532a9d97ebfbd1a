import { tidyComment } from '../cards/parse-triage-click.ts'
import { standingFacts } from '../cards/triage-words.ts'
import type { Alert } from '../domain/alert.ts'
import { isResolved } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { TriagePlace, TriageRefusal, TriageScope } from '../domain/triage.ts'
import { printOf } from '../domain/triage.ts'
import { keyOf, VERDICTS, verdictOf, verdictWords } from '../domain/verdict.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { UserTokens } from '../ports.ts'
import type { TabTriage, TabTriaged, TabTriageRequest } from '../tab-contract/triage.ts'
import type { TabProblem } from '../tab-contract.ts'
import type { Eyes } from './see-as-person.ts'
import { rightsOf } from './see-as-person.ts'
import type { Subject } from './see-triage.ts'
import { seeScopes, subjectOf } from './see-triage.ts'
import type { TriageInTimePorts } from './triage-in-time.ts'
import { triagedWords, triageInTime } from './triage-in-time.ts'

/** What triage in the tab needs. */
export interface TabTriagePorts extends TriageInTimePorts {
  readonly eyes: Eyes
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
}

/** What can be triaged here, as Defender shows it to the person now. @throws BotError `not-found` when it shows them nothing */
export async function showTriage(
  ports: TabTriagePorts,
  viewer: Viewer,
  place: TriagePlace,
  signal: AbortSignal,
): Promise<TabTriage> {
  const subject = await subjectAt(ports, viewer, place, signal)
  const person = await rightsOf(ports, viewer, signal)
  const { these, incident } = await seeScopes(ports.alerts, subject, person.token, signal)
  const verdicts = VERDICTS.map((one) => ({ key: keyOf(one), words: verdictWords(one.classification, one.determination) }))
  return { scopes: [scopeView('these', these), ...(incident ? [scopeView('incident', incident)] : [])], verdicts }
}

/**
 * Triages as the person, with the same checks as a press of a card's button. Whoever may not see an alert is not told whether
 * there is one.
 * @throws BotError when nothing was done for want of the person's rights, or of Defender
 */
export async function triageFromTab(
  ports: TabTriagePorts,
  viewer: Viewer,
  place: TriagePlace,
  { scope, print, step, verdict, comment }: TabTriageRequest,
  signal: AbortSignal,
): Promise<TabTriaged | TabProblem> {
  const subject = await subjectAt(ports, viewer, place, signal)
  const person = await rightsOf(ports, viewer, signal)
  const wish = {
    subject,
    scope,
    print,
    step,
    verdict: verdictOf(verdict ?? ''),
    comment: tidyComment(comment),
    person: { id: viewer.id, name: viewer.name },
  }
  const ended = await triageInTime(ports, wish, person, signal)
  const words = triagedWords(ended, person)
  const problem = (status: number): TabProblem => ({ type: 'about:blank', status, title: 'Not changed', detail: words ?? '' })
  switch (ended.is) {
    case 'changed':
    case 'busy':
      return problem(409)
    case 'refused':
      return problem(statusOf(ended.refusal))
    default:
      return { words }
  }
}

/** What the screen is about, if the person may see it; Defender decides again when it is asked. */
async function subjectAt(
  { store, eyes }: TabTriagePorts,
  viewer: Viewer,
  place: TriagePlace,
  signal: AbortSignal,
): Promise<Subject> {
  if (place.of === 'machine') return { ids: null, incidents: [], machineId: place.id, caseId: null }
  const alert = await store.alert(place.id)
  if (!alert || !(await eyes.sees(viewer, alert, signal))) throw new BotError('not-found', 'no such alert in sight')
  return subjectOf([alert], alert.machine?.id ?? null, null)
}

function scopeView(scope: TriageScope, alerts: readonly Alert[]): TabTriage['scopes'][number] {
  return {
    scope,
    alerts: alerts.length,
    print: printOf(alerts),
    resolved: alerts.every(isResolved),
    facts: standingFacts(alerts),
  }
}

function statusOf(refusal: TriageRefusal): number {
  switch (refusal) {
    case 'defender-refused':
    case 'scope-missing':
    case 'role-missing':
    case 'no-upn':
    case 'unauthorized':
      return 403
    case 'sign-in-needed':
      return 401
    case 'rejected':
      return 422
    case 'throttled':
      return 429
    case 'unreachable':
      return 503
  }
}

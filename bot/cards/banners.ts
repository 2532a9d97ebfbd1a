import type { CaseFile } from '../domain/case.ts'
import { filesOf } from '../domain/evidence-file.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import type { Stop } from '../domain/stop.ts'
import { lower, plain } from './plain.ts'
import { requestWords } from './request-words.ts'
import type { Times } from './times.ts'
import { foremost } from './waiting-requests.ts'

/** Something that holds for the whole card: what waits for a second person, and that actions are stopped. */
export interface Banner {
  readonly style: 'warning' | 'attention'
  readonly headline: string
  readonly detail: string
}

/** The banners of a case's card. */
export function bannersOf(file: CaseFile, times: Times): Banner[] {
  if (file.case.machineId === null) return []
  return [...(file.stop ? [stopBanner(file.stop, times)] : []), ...approvalBanner(file, times)]
}

function stopBanner({ by, at, except }: Stop, times: Times): Banner {
  const goesOn =
    except.length === 0 ? '' : ` Still goes: ${except.map((verb) => VERB_WORDS[verb].title.toLowerCase()).join(', ')}.`
  return {
    style: 'attention',
    headline: 'All actions are stopped',
    detail: `${plain(by.name, 80)} stopped them ${times.at(at)}.${goesOn} A lead resumes them with "resume actions".`,
  }
}

function approvalBanner(file: CaseFile, times: Times): Banner[] {
  const approval = foremost(file)
  if (!approval) return []
  const { request, askedBy, because, askedAt, endsAt } = approval
  const what = requestWords(request, { machine: file.machine, files: filesOf(file.alerts) })
  const where = request.caseId === file.case.id ? '' : ' Another card, or the tab, is where to answer.'
  return [
    {
      style: 'warning',
      headline: `Approval asked: ${lower(what)}`,
      detail:
        `${plain(askedBy.name, 80)} asked ${times.at(askedAt)}, because ${plain(because.join('; '), 300)}. ` +
        `Reason: ${plain(request.reason, 160)}. Somebody else with the role Lead can approve until ${times.at(endsAt)}.${where}`,
    },
  ]
}

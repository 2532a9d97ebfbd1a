import type { Alert } from '../domain/alert.ts'
import type { Containment } from '../domain/containment.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import type { IncidentId } from '../domain/ids.ts'
import type { Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { isolationTypesFor, STAYS_REACHABLE } from '../domain/warnings.ts'
import { plain } from './plain.ts'
import { actionName, fileWords } from './standing-line.ts'

/** What a confirm step asks for. */
export interface Proposal {
  readonly verb: Verb
  /** The family's, as the person sees it; of a file that is to be chosen each has its own. */
  readonly generation: number
  /** With `quarantine`: what may be chosen. */
  readonly files: readonly (EvidenceFile & { readonly generation: number })[]
  /** With `cancel`: what. */
  readonly cancels: MachineAction | null
}

/** What else is to be chosen. */
export interface Choice {
  readonly id: string
  readonly label: string
  readonly style: 'expanded' | 'compact'
  readonly value: string
  readonly choices: readonly { readonly title: string; readonly value: string }[]
}

/** Files to choose from; a list that long is read by nobody on a phone. */
const MOST_FILES = 12

/** Whether it takes something away from whoever works on the machine. */
export function isHarsh(verb: Verb): boolean {
  return verb === 'isolate' || verb === 'contain' || verb === 'restrict' || verb === 'quarantine'
}

/** The question, what it means where that is not plain, and the button. */
export function wordsOf(
  name: string,
  machine: Machine | null,
  containment: Containment,
  { verb, cancels }: Pick<Proposal, 'verb' | 'cancels'>,
): { readonly question: string; readonly means?: string; readonly title: string } {
  switch (verb) {
    case 'isolate':
      return { question: `Isolate ${name}?`, title: 'Isolate now' }
    case 'unisolate': {
      const { thing, from } = cutOffWords(machine)
      return containment.is === 'isolating'
        ? { question: `Cancel the ${thing} of ${name}?`, title: `Cancel ${thing} now` }
        : { question: `Release ${name}${from}?`, title: 'Release now' }
    }
    case 'contain':
      return { question: `Contain ${name}?`, means: 'Other machines then refuse to talk to it', title: 'Contain now' }
    case 'scan':
      return { question: `Run an antivirus scan on ${name}?`, title: 'Scan now' }
    case 'restrict':
      return {
        question: `Restrict apps on ${name}?`,
        means: 'Then only programs signed by Microsoft can start',
        title: 'Restrict now',
      }
    case 'unrestrict':
      return { question: `Remove the app restriction of ${name}?`, title: 'Remove now' }
    case 'collect':
      return { question: `Collect an investigation package from ${name}?`, title: 'Collect now' }
    case 'quarantine':
      return { question: `Stop and quarantine a file on ${name}?`, title: 'Stop and quarantine now' }
    case 'cancel':
      return { question: `Cancel ${cancels ? actionName(cancels, machine) : 'the action'} of ${name}?`, title: 'Cancel it now' }
  }
}

/** What else is to be chosen; `null` for nothing. */
export function choiceOf({ verb, files }: Proposal, machine: Machine | null): Choice | null {
  switch (verb) {
    case 'isolate':
      return {
        id: 'isolationType',
        label: 'How',
        style: 'expanded',
        value: 'Full',
        choices: isolationTypesFor(machine).map((value) => ({ title: `${value}: ${STAYS_REACHABLE[value]}`, value })),
      }
    case 'scan':
      return {
        id: 'scanType',
        label: 'How',
        style: 'expanded',
        value: 'Quick',
        choices: [
          { title: 'Quick: where malware usually is, some minutes', value: 'Quick' },
          { title: 'Full: every file, some hours', value: 'Full' },
        ],
      }
    case 'quarantine': {
      const rest = files.length - MOST_FILES
      const choices = files.slice(0, MOST_FILES).map((one) => ({ title: fileWords(one), value: `${one.sha1}.${one.generation}` }))
      return {
        id: 'file',
        label: `Which file, of those in the evidence${rest > 0 ? ` (${rest} more in the tab)` : ''}`,
        style: 'expanded',
        value: choices[0]?.value ?? '',
        choices,
      }
    }
    default:
      return null
  }
}

/** Prefilled, so that two taps are enough; the person may write another. */
export function reasonFor(verb: Verb, alert: Pick<Alert, 'title'>, incidentId: IncidentId | null): string {
  const what = ENDINGS[verb] ?? plain(alert.title, 160)
  return incidentId === null ? what : `${what} (incident ${incidentId})`
}

/** Reasons that no alert gives. */
const ENDINGS: { readonly [verb in Verb]?: string } = {
  unisolate: 'Released from Teams',
  unrestrict: 'Restriction removed from Teams',
  cancel: 'Cancelled from Teams',
}

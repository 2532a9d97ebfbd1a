import { KINDS } from '../domain/action-kind.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import type { Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { Offer } from '../domain/offers.ts'
import type { Standing } from '../domain/standing.ts'
import { upper } from './plain.ts'
import type { StandingLine } from './standing-line.ts'
import { actionName, FAMILY_TITLES, standingLine } from './standing-line.ts'
import type { Times } from './times.ts'

/** What a person reads of an offer: what it is, how it stands or why it is barred, and the button's word. */
export interface OfferLine extends StandingLine {
  readonly button: string | null
}

/** Words for one thing that may be asked for. */
export function offerLine(
  { of, standing, verb, cancels, barred }: Offer,
  machine: Machine | null,
  files: readonly EvidenceFile[],
  times: Times,
): OfferLine {
  const button = verb && BUTTONS[verb]
  if (of === 'file' && standing === null) {
    const words = `${files.length} ${files.length === 1 ? 'file' : 'files'} in the evidence`
    return barred ? { ...STOP, ...barredWords('quarantine', barred), button } : { ...STOP, words, colour: 'Default', button }
  }
  if (of === 'containment') {
    const words = cancels ? `${actionName(cancels, machine)} is under way` : 'By other machines: this one is not onboarded'
    return { title: upper(cutOffWords(machine).thing), words, colour: cancels ? 'Warning' : 'Default', button }
  }
  const title = FAMILY_TITLES[of] ?? ''
  const stands = standing ? standingLine(standing, files, times) : null
  if (barred) return { title, ...barredWords(FIRST[of], barred), button }
  return {
    title: of === 'file' ? (stands?.title ?? title) : title,
    words: wordsOf(of, stands),
    colour: stands?.colour ?? 'Default',
    button,
  }
}

/** What was asked last, where that is not what the row is called by. */
function wordsOf(of: Offer['of'], stands: StandingLine | null): string {
  if (!stands) return NEVER[of]
  return of === 'restriction' ? `${stands.title}: ${stands.words}` : upper(stands.words)
}

const STOP = { title: 'Stop and quarantine a file' }

const NEVER: Readonly<Record<Offer['of'], string>> = {
  containment: '',
  scan: 'None that Defender lists',
  restriction: 'None that Defender lists',
  package: 'None that Defender lists',
  file: '',
}

/** The verb that a row's permission is that of. */
const FIRST = { scan: 'scan', restriction: 'restrict', package: 'collect', file: 'quarantine' } as const

const BUTTONS: Readonly<Record<Verb, string>> = {
  isolate: 'Isolate',
  unisolate: 'Release from containment',
  contain: 'Contain',
  scan: 'Scan',
  restrict: 'Restrict',
  unrestrict: 'Lift',
  collect: 'Collect',
  quarantine: 'Choose',
  cancel: 'Cancel',
}

function barredWords(verb: keyof typeof KINDS, barred: NonNullable<Offer['barred']>): Pick<StandingLine, 'words' | 'colour'> {
  const words =
    barred === 'unsupported' ? 'Not supported by its operating system' : `${KINDS[verb].permission} is not granted to PocketSOC`
  return { words, colour: 'Default' }
}

/** Whether a package can be fetched: Defender keeps that of the newest collection that succeeded. */
export function isReady(standing: Standing | null): boolean {
  return standing?.family === 'package' && standing.lastDone !== null
}

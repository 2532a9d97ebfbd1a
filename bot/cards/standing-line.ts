import { KINDS } from '../domain/action-kind.ts'
import { wordOf } from '../domain/alert.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { refusalWords, VERB_WORDS } from '../domain/refusal.ts'
import type { Standing } from '../domain/standing.ts'
import { phrase } from './case-words.ts'
import type { Colour } from './containment-line.ts'
import { plain, upper } from './plain.ts'
import type { Times } from './times.ts'

/** What a card says of one action besides isolating. */
export interface StandingLine {
  /** What was asked for. */
  readonly title: string
  /** How it stands, who asked and when. */
  readonly words: string
  readonly colour: Colour
}

/** Words for how something stands, as Defender told it; `files` give a hash its name. */
export function standingLine(one: Standing, files: readonly EvidenceFile[], times: Times): StandingLine {
  const who = `asked by ${plain(one.asked.by ?? one.asked.recorded ?? 'somebody', 60)} ${times.at(one.asked.at)}`
  switch (one.is) {
    case 'asking': {
      const state =
        one.intent.state === 'unknown' ? "Defender's answer was lost; it is being read back" : 'Defender has not answered yet'
      const cancelling = one.intent.verb === 'cancel' ? 'cancellation ' : ''
      return { title: titleOf(one, files), words: `${cancelling}${who}; ${state}`, colour: 'Warning' }
    }
    case 'lost':
      return { title: titleOf(one, files), words: `${who}; Defender shows no such action`, colour: 'Attention' }
    case 'refused': {
      const why = one.intent.refusal ? refusalWords(one.intent.refusal, one.intent.verb, null) : ''
      return { title: titleOf(one, files), words: `${who}. ${why}`, colour: 'Attention' }
    }
    case 'under-way':
    case 'ended': {
      const { scope, updatedAt } = one.action
      const how = scope ? `${plain(scope, 20).toLowerCase()}, ` : ''
      const ended = one.is === 'ended' ? ` ${times.at(updatedAt)}` : ''
      const state = `${how}${stateWords(one.action)}${ended}, ${who}${recorded(one)}`
      return {
        title: titleOf(one, files),
        words: state,
        colour: one.asked.matches === false ? 'Attention' : colourOf(one.action),
      }
    }
  }
}

/** What Defender calls an action, as part of a sentence. */
export function actionName({ type }: Pick<MachineAction, 'type'>, machine: Machine | null): string {
  if (type === KINDS.isolate.type) return `the ${cutOffWords(machine).thing}`
  return NAMES.get(type) ?? phrase(type, 60)
}

/** A file as a person picks it: by name and folder, else by its hash. */
export function fileWords({ name, path, sha1 }: EvidenceFile): string {
  const hash = `SHA-1 ${sha1.slice(0, 8)}…`
  return name === null ? hash : `${plain(name, 80)}${path ? ` in ${plain(path, 100)}` : ''} (${hash})`
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['Unisolate', 'the release'],
  ['RunAntiVirusScan', 'the antivirus scan'],
  ['RestrictCodeExecution', 'the app restriction'],
  ['UnrestrictCodeExecution', 'the removal of the app restriction'],
  ['CollectInvestigationPackage', 'the collection of a package'],
  ['StopAndQuarantineFile', 'the stopping of a file'],
])

const TITLES: ReadonlyMap<string, string> = new Map([
  ['RunAntiVirusScan', 'Antivirus scan'],
  ['RestrictCodeExecution', 'App restriction'],
  ['UnrestrictCodeExecution', 'Removal of app restriction'],
  ['CollectInvestigationPackage', 'Investigation package'],
])

function titleOf(one: Standing, files: readonly EvidenceFile[]): string {
  if (one.family.startsWith('file:')) {
    const sha1 = one.family.slice('file:'.length)
    return `Stop and quarantine ${plain(files.find((file) => file.sha1 === sha1)?.name ?? `file ${sha1.slice(0, 8)}…`, 60)}`
  }
  if ('action' in one) return TITLES.get(one.action.type) ?? phrase(one.action.type, 60)
  const { verb } = one.intent
  return verb === 'cancel' ? (FAMILY_TITLES[one.family] ?? 'Action') : upper(VERB_WORDS[verb].thing)
}

/** What a family is called, whatever of it was asked. */
export const FAMILY_TITLES: { readonly [family: string]: string } = {
  scan: 'Antivirus scan',
  restriction: 'App restriction',
  package: 'Investigation package',
}

function stateWords({ status }: MachineAction): string {
  switch (wordOf(status)) {
    case 'Pending':
      return 'waiting for the machine'
    case 'InProgress':
      return 'in progress'
    case 'TimeOut':
      return 'timed out'
    default:
      return phrase(wordOf(status), 40).toLowerCase()
  }
}

function colourOf({ status }: MachineAction): Colour {
  switch (status) {
    case 'Pending':
    case 'InProgress':
      return 'Warning'
    case 'Succeeded':
      return 'Good'
    case 'Cancelled':
      return 'Default'
    default:
      return 'Attention'
  }
}

/** Loud only when Defender recorded somebody else than who asked here. */
function recorded({ asked }: Standing): string {
  return asked.matches === false && asked.recorded
    ? `. Defender recorded ${plain(asked.recorded, 60)}, not who asked here. Look into this`
    : ''
}

import type { TabPause } from '../../../bot/tab-contract/controls.ts'
import type { TabActRequest, TabMachine, TabVerb } from '../../../bot/tab-contract/machines.ts'
import type { Way } from '../screens/choice.tsx'
import type { Offer } from './containment.ts'

/** What else is to be chosen before something is asked for. */
export interface Question {
  readonly legend: string
  readonly ways: readonly Way[]
}

const SCAN: readonly Way[] = [
  { value: 'Quick', word: 'Quick', means: 'Where malware usually is, some minutes' },
  { value: 'Full', word: 'Full', means: 'Every file, some hours' },
]

/** What is to be chosen for an offer; `null` for nothing. `ways`: how the machine can be isolated. */
export function questionOf({ verb, files }: Offer, ways: TabMachine['ways'] = []): Question | null {
  switch (verb) {
    case 'isolate':
      return { legend: 'How', ways: ways.map(({ type, means }) => ({ value: type, word: type, means })) }
    case 'scan':
      return { legend: 'How', ways: SCAN }
    case 'quarantine':
      return {
        legend: 'Which file, of those in the evidence',
        ways: files.map(({ sha1, words }) => ({ value: sha1, word: words, means: '' })),
      }
    default:
      return null
  }
}

/** The request for an offer, with what was chosen and why. */
export function requestOf({ verb, generation, actionId, files }: Offer, chosen: string, reason: string): TabActRequest {
  const request = { generation, reason, isolationType: null }
  switch (verb) {
    case 'isolate':
      return { ...request, isolationType: chosen === 'Selective' ? 'Selective' : 'Full' }
    case 'scan':
      return { ...request, scanType: chosen === 'Full' ? 'Full' : 'Quick' }
    case 'quarantine':
      return { ...request, sha1: chosen, generation: files.find(({ sha1 }) => sha1 === chosen)?.generation ?? generation }
    case 'cancel':
      return { ...request, actionId }
    default:
      return request
  }
}

/** What should give pause before it is confirmed or approved, as the machine was read last; a list tells nothing of it. */
export function pauseOf(
  verb: TabVerb,
  { warnings = [], held = null, more = [] }: Partial<Pick<TabMachine, 'warnings' | 'held' | 'more'>>,
): TabPause {
  if (verb === 'isolate' || verb === 'unisolate') return { warnings, held }
  return more.find(({ ask }) => ask?.verb === verb)?.ask ?? { warnings: [], held: null }
}

/** Whether the machine has moved on since the offer was made, so that the answer would be no. */
export function isOvertaken(
  { verb, generation, actionId }: Offer,
  { containment, more = [] }: Pick<TabMachine, 'containment'> & Partial<Pick<TabMachine, 'more'>>,
): boolean {
  if (verb === 'isolate' || verb === 'unisolate') return containment.generation !== generation
  return !more.some(({ ask }) => ask?.verb === verb && ask.generation === generation && ask.actionId === actionId)
}

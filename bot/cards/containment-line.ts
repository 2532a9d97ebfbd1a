import type { Asked } from '../domain/asked.ts'
import type { Containment } from '../domain/containment.ts'
import type { CutOffWords } from '../domain/cut-off.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import { refusalWords } from '../domain/refusal.ts'
import { plain, upper } from './plain.ts'
import type { Times } from './times.ts'

/** The colours of Adaptive Card text. */
export type Colour = 'Default' | 'Accent' | 'Good' | 'Warning' | 'Attention'

/** What a card says of a machine's isolation, or containment: a headline, and what stands behind it. */
export interface ContainmentLine {
  readonly headline: string
  readonly colour: Colour
  /** Who, when, until when. */
  readonly detail: string | null
  /** What Defender recorded of who asked. */
  readonly recorded: string | null
  readonly recordedColour: Colour
}

/** Words for each containment. They speak of the last known command, as Defender told it, and when. */
export function containmentLine(
  one: Containment,
  times: Times,
  machine: Machine | null,
  machineGroup = machine?.machineGroup ?? null,
): ContainmentLine {
  const words = cutOffWords(machine)
  switch (one.is) {
    case 'unknown':
      return line(`${upper(words.thing)} not known`, 'Default', 'Defender has not been asked yet')
    case 'none':
      return line(`Not ${words.done}`, 'Default', `Defender lists no ${words.thing}`)
    case 'asking': {
      const what = thingOf(one.verb, words)
      const detail = one.unclear
        ? `${asker(one.asked)} asked ${times.at(one.asked.at)}. Defender's answer was lost; it is being read back`
        : `${asker(one.asked)} asked ${times.at(one.asked.at)}. Defender has not answered yet`
      return line(`${what} asked`, 'Warning', detail)
    }
    case 'isolating':
    case 'releasing': {
      const doing = one.is === 'isolating' ? words.doing : `Releasing${words.from}`
      const who = `${asker(one.asked)} asked ${times.at(one.asked.at)}`
      const what = one.started
        ? line(doing, 'Warning', `${who}. ${words.doIt} carrying it out`)
        : line(`${doing}, waiting for ${words.by}`, 'Warning', `${who}; will be tried until ${times.at(one.triedUntil)}`)
      return recorded(what, one.asked)
    }
    case 'isolated':
      return recorded(
        line(
          one.selective ? 'Isolated (selective)' : upper(words.done),
          'Good',
          `${asker(one.asked)} asked ${times.at(one.asked.at)}, done ${times.at(one.since)}`,
        ),
        one.asked,
      )
    case 'released':
      return recorded(
        line(
          `Released${words.from}`,
          'Default',
          `${asker(one.asked)} asked ${times.at(one.asked.at)}, done ${times.at(one.since)}`,
        ),
        one.asked,
      )
    case 'failed': {
      const what = thingOf(one.verb, words)
      return recorded(
        line(
          `${what} ${FAILED.get(one.status) ?? one.status.toLowerCase()}`,
          one.status === 'Cancelled' ? 'Default' : 'Attention',
          `${asker(one.asked)} asked ${times.at(one.asked.at)}, ended ${times.at(one.at)}. ${stands(one.contained, words)}`,
        ),
        one.asked,
      )
    }
    case 'refused': {
      const why = one.intent.refusal ? refusalWords(one.intent.refusal, one.verb, machineGroup && plain(machineGroup, 60)) : ''
      return line(
        `${thingOf(one.verb, words)} refused`,
        'Attention',
        `${asker(one.asked)} asked ${times.at(one.asked.at)}. ${why} ${stands(one.contained, words)}`,
      )
    }
    case 'lost':
      return line(
        'Defender shows no such action',
        'Attention',
        `${asker(one.asked)} asked ${times.at(one.asked.at)} to ${one.verb === 'unisolate' ? 'release' : words.verb}. Look at the machine, then ask again. ${stands(one.contained, words)}`,
      )
  }
}

/** What was asked for. */
function thingOf(verb: Verb, { thing, from }: CutOffWords): string {
  if (verb === 'cancel') return 'Cancellation'
  return verb === 'unisolate' ? `Release${from}` : upper(thing)
}

const FAILED: ReadonlyMap<string, string> = new Map([
  ['TimeOut', 'timed out'],
  ['Failed', 'failed'],
  ['Cancelled', 'cancelled'],
])

function line(headline: string, colour: Colour, detail: string | null): ContainmentLine {
  return { headline: plain(headline, 60), colour, detail, recorded: null, recordedColour: 'Default' }
}

function recorded(one: ContainmentLine, { by, recorded, matches }: Asked): ContainmentLine {
  if (recorded === null || (by === null && matches === null)) return one
  const name = plain(recorded, 80)
  if (matches === true) return { ...one, recorded: `Defender recorded ${name} ✓`, recordedColour: 'Good' }
  if (matches === false)
    return { ...one, recorded: `Defender recorded ${name}, not who asked here. Look into this.`, recordedColour: 'Attention' }
  return { ...one, recorded: `Defender recorded ${name}` }
}

function asker({ by, recorded }: Asked): string {
  return plain(by ?? recorded ?? 'Somebody', 80)
}

function stands(contained: boolean, { done }: CutOffWords): string {
  return `By the last command that succeeded the machine is ${contained ? '' : 'not '}${done}.`
}

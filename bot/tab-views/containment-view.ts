import { containmentLine } from '../cards/containment-line.ts'
import { upper } from '../cards/plain.ts'
import type { Times } from '../cards/times.ts'
import type { Containment } from '../domain/containment.ts'
import { nextVerb } from '../domain/containment.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { Machine } from '../domain/machine.ts'
import { isOnboarded } from '../domain/machine.ts'
import type { TabContainment } from '../tab-contract/machines.ts'

/** What is known of a machine's isolation, in the words of the cards. */
export function containmentView(
  containment: Containment,
  generation: number,
  machine: Machine | null,
  times: Times,
): TabContainment {
  const { headline, detail, recorded } = containmentLine(containment, times, machine)
  const offered = machine === null || isOnboarded(machine)
  return {
    is: containment.is,
    of: upper(cutOffWords(machine).thing),
    headline,
    detail: offered ? detail : [detail?.replace(/\.$/, ''), NOT_ONBOARDED].filter(Boolean).join('. '),
    recorded,
    matches: 'asked' in containment ? containment.asked.matches : null,
    next: offered ? nextVerb(containment) : null,
    generation,
  }
}

const NOT_ONBOARDED = 'This machine is not onboarded to Defender, so it cannot be isolated.'

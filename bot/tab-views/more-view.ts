import { isHarsh, wordsOf } from '../cards/confirm-words.ts'
import type { Colour } from '../cards/containment-line.ts'
import { isReady, offerLine } from '../cards/offer-line.ts'
import { fileWords } from '../cards/standing-line.ts'
import type { Times } from '../cards/times.ts'
import type { Alert } from '../domain/alert.ts'
import type { Containment } from '../domain/containment.ts'
import { filesOf } from '../domain/evidence-file.ts'
import type { Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { Offer } from '../domain/offers.ts'
import type { TabPause } from '../tab-contract/controls.ts'
import type { TabOffer } from '../tab-contract/machines.ts'

/** What is needed to word offers. */
interface MoreFacts {
  readonly machine: Machine
  readonly containment: Containment
  readonly alerts: readonly Alert[]
  readonly offers: readonly Offer[]
  /** Of each file that may be stopped, by its hash. */
  readonly fileGenerations: ReadonlyMap<string, number>
}

/** What else may be asked of a machine, in the words of the cards. */
export function moreView(
  facts: MoreFacts,
  reasonOf: (verb: Verb) => string,
  pauseOf: (verb: Verb) => TabPause,
  times: Times,
): TabOffer[] {
  const files = filesOf(facts.alerts)
  return facts.offers.map((offer): TabOffer => {
    const { title, words, colour, button } = offerLine(offer, facts.machine, files, times)
    const { verb, generation, cancels } = offer
    const packageReady = offer.of === 'package' && !offer.barred && isReady(offer.standing)
    if (verb === null || button === null) return { title, words, tone: TONES[colour], ask: null, packageReady }
    const name = facts.machine.name ?? 'the machine'
    const asked = wordsOf(name, facts.machine, facts.containment, { verb, cancels })
    const ask = {
      verb,
      button,
      question: asked.question,
      means: asked.means ?? null,
      confirm: asked.title,
      danger: isHarsh(verb),
      suggestedReason: reasonOf(verb),
      generation,
      actionId: cancels?.id ?? null,
      files: verb === 'quarantine' ? files.map((file) => fileView(file, facts)) : [],
      ...pauseOf(verb),
    }
    return { title, words, tone: TONES[colour], ask, packageReady }
  })
}

function fileView(file: Parameters<typeof fileWords>[0], { fileGenerations }: MoreFacts) {
  return { sha1: file.sha1, words: fileWords(file), generation: fileGenerations.get(file.sha1) ?? 0 }
}

const TONES: Readonly<Record<Colour, TabOffer['tone']>> = {
  Default: 'calm',
  Accent: 'calm',
  Good: 'good',
  Warning: 'warn',
  Attention: 'bad',
}

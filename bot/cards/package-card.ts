import type { PackageReady } from '../domain/delivery.ts'
import type { Message } from '../ports.ts'
import type { CardButton } from './card-button.ts'
import { cardButton } from './card-button.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import type { PackageClick } from './parse-click.ts'
import { PACKAGE_VERB } from './parse-click.ts'
import { plain } from './plain.ts'
import json from './templates/package.json' with { type: 'json' }

interface PackageView {
  readonly title: string
  readonly words: string
  readonly buttons: readonly CardButton[]
  readonly links: readonly { readonly title: string; readonly url: string }[]
}

const expand = template<PackageView>(json)

/** Tells whoever asked for a package that it is there. The link is not in it: that is fetched when they ask, as them. */
export function packageReadyCard({
  machine,
  intentId,
}: PackageReady): Message & { readonly body: { readonly card: AdaptiveCard } } {
  const title = `The package of ${plain(machine ?? 'the machine', 80)} is ready`
  const card = expand({ title, words: LASTS, buttons: [cardButton('Get the link', PACKAGE_VERB, { intentId })], links: [] })
  return { summary: title, body: { card } }
}

/** The link, for the person alone who asked for it just now; `again` is the button that it came from. */
export function packageLinkCard(machine: string | null, url: string, again: PackageClick): AdaptiveCard {
  return expand({
    title: `The package of ${plain(machine ?? 'the machine', 80)}`,
    words: LASTS,
    buttons: [
      cardButton('New link', PACKAGE_VERB, again),
      ...('caseId' in again ? [cardButton('Back', 'show', { ...again, nonce: 0 })] : []),
    ],
    links: [{ title: 'Download', url }],
  })
}

const LASTS = 'A link holds for some minutes, for whoever has it. Do not pass it on.'

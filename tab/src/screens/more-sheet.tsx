import type { TabMachine } from '../../../bot/tab-contract/machines.ts'
import { Back, Sheet } from '../parts/sheet.tsx'
import type { Offer } from '../view/containment.ts'
import { PackageLink } from './package-link.tsx'

interface MoreSheetProps {
  readonly machine: TabMachine
  readonly name: string
  readonly ask: (offer: Offer) => void
  readonly close: () => void
}

/** What else can be asked of the machine, and how each stands; a tap opens its confirm step. */
export function MoreSheet({ machine, name, ask, close }: MoreSheetProps) {
  return (
    <Sheet title={`More for ${name}`} closed={close}>
      <ul class="offers">
        {machine.more.map((offer) => (
          <li key={`${offer.title} ${offer.ask?.actionId ?? ''}`} class={`tone-${offer.tone}`}>
            <p class="said">
              <strong>{offer.title}</strong>
            </p>
            <p class="words">{offer.words}</p>
            <div class="taps">
              {offer.ask && (
                <fluent-button
                  appearance="outline"
                  aria-label={`${offer.ask.button}: ${offer.title}`}
                  onClick={() => offer.ask && ask(offer.ask)}
                >
                  {offer.ask.button}
                </fluent-button>
              )}
              {offer.packageReady && <PackageLink machineId={machine.id} />}
            </div>
          </li>
        ))}
      </ul>
      <div class="ways">
        <Back />
      </div>
    </Sheet>
  )
}

import type { TabMachine, TabOffer } from '../../../bot/tab-contract/machines.ts'
import { Back, Sheet } from '../parts/sheet.tsx'
import { barredBecause, type Offer } from '../view/containment.ts'
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
            <Row offer={offer} machineId={machine.id} ask={ask} />
          </li>
        ))}
      </ul>
      <div class="ways">
        <Back />
      </div>
    </Sheet>
  )
}

interface RowProps {
  readonly offer: TabOffer
  readonly machineId: string
  readonly ask: (offer: Offer) => void
}

/** One of them; what policy lets nobody do has no button, and says why. */
function Row({ offer, machineId, ask }: RowProps) {
  const asked = offer.ask
  const barred = asked && barredBecause(asked.held)
  return (
    <>
      <p class="said">
        <strong>{offer.title}</strong>
      </p>
      <p class="words">{offer.words}</p>
      {barred && <p class="refused">{barred}</p>}
      <div class="taps">
        {asked && !barred && (
          <fluent-button appearance="outline" aria-label={`${asked.button}: ${offer.title}`} onClick={() => ask(asked)}>
            {asked.button}
          </fluent-button>
        )}
        {offer.packageReady && <PackageLink machineId={machineId} />}
      </div>
    </>
  )
}

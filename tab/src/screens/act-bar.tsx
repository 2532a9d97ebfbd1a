import { useId } from 'preact/hooks'
import type { TabMachine } from '../../../bot/tab-contract/machines.ts'
import { OpenInDefender } from '../parts/open-in-defender.tsx'
import { useTools } from '../tools.ts'
import { barredBecause, type Offer, refusedBecause, underWay } from '../view/containment.ts'

interface ActBarProps {
  readonly machine: TabMachine
  readonly offer: Offer | null
  /** Something waits for a second person, and is answered first. */
  readonly waits: boolean
  /** The last reading arrived, so what is offered is what stands. */
  readonly reachable: boolean
  readonly ask: (offer: Offer) => void
  /** Shows what else there is. */
  readonly showMore: () => void
}

/** The big button, in reach of a thumb; when nothing can be asked for it says why. */
export function ActBar({ machine, offer, waits, reachable, ask, showMore }: ActBarProps) {
  const { me, online } = useTools()
  const id = useId()
  const refused = refusedBecause(me, online && reachable) ?? barredBecause(machine.held)
  const wait = waits
    ? 'Waits for a second person'
    : underWay(machine.containment)
      ? machine.containment.headline
      : machine.more.some(({ ask }) => ask !== null && barredBecause(ask.held) === null)
        ? 'See under More'
        : 'Nothing can be asked for now'

  return (
    <footer class="act-bar">
      {refused !== null && (
        <p id={id} class="refused">
          {refused}
        </p>
      )}
      <div class="ways">
        <OpenInDefender url={machine.portalUrl} />
        {machine.more.length > 0 && (
          <fluent-button class="more" appearance="outline" onClick={showMore}>
            More
          </fluent-button>
        )}
        <fluent-button
          class={offer?.danger ? 'act danger' : 'act'}
          appearance="primary"
          disabled={offer === null || refused !== null}
          aria-describedby={refused === null ? undefined : id}
          onClick={() => offer && ask(offer)}
        >
          {offer?.button ?? wait}
        </fluent-button>
      </div>
    </footer>
  )
}

import type { TabContainment } from '../../../bot/tab-contract/machines.ts'
import { containmentTone, underWay } from '../view/containment.ts'

/** What is known of the isolation: the last known command as Defender told it, and loudly when it recorded somebody else. */
export function Containment({ containment }: { readonly containment: TabContainment }) {
  const { of, headline, detail, recorded, matches } = containment
  return (
    <section class={`containment tone-${containmentTone(containment)}`} aria-label={of} role="status">
      <h2>
        {underWay(containment) && (
          <span aria-hidden="true">
            <fluent-spinner size="tiny" />
          </span>
        )}
        {headline}
      </h2>
      {detail !== null && <p>{detail}</p>}
      {recorded !== null && <p class={matches === false ? 'loud' : 'by'}>{recorded}</p>}
    </section>
  )
}

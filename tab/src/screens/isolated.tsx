import { useEffect, useState } from 'preact/hooks'
import type { TabIsolation } from '../../../bot/tab-contract/isolations.ts'
import { Skeleton } from '../parts/skeleton.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { hrefOf } from '../route.ts'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { useSource } from '../use-source.ts'
import { machineWord } from '../view/alert-row.ts'
import { containmentTone, type Offer, offerOf, refusedBecause } from '../view/containment.ts'
import { reviewView } from '../view/review.ts'
import { counted } from '../view/words.ts'
import { ConfirmSheet } from './confirm-sheet.tsx'
import { Review } from './review.tsx'
import { RunningBatch } from './running-batch.tsx'
import { SeveralMachines } from './several-machines.tsx'

/** What is isolated now, by whomever, of what Defender shows this person; first due for review first. */
export function IsolatedScreen() {
  const { sources } = useTools()
  const source = sources.isolations
  const { value, failure, reading } = useSource(source)
  const [mine, setMine] = useState(false)
  const shown = value?.isolations.filter(({ review }) => !mine || review.mine)
  const count = shown?.length ?? null
  useEffect(() => {
    if (count !== null) say(counted(count, 'machine'))
  }, [count])

  return (
    <>
      <TopBar title="Isolated now" asOf={value?.asOf} reading={reading} failure={failure} back />
      <main aria-busy={value === null && failure === null}>
        {failure && <Trouble failure={failure} again={() => void source.read()} />}
        {value && value.isolations.length > 0 && (
          <label class="mine">
            <input type="checkbox" checked={mine} onChange={(event) => setMine(event.currentTarget.checked)} />
            Only mine
          </label>
        )}
        <RunningBatch />
        {shown && <SeveralMachines verb="unisolate" machines={shown.map(({ id }) => id)} word="Release several" />}
        {shown && shown.length > 0 && (
          <ul class="isolations">
            {shown.map((one) => (
              <li key={one.review.id}>
                <Isolation one={one} />
              </li>
            ))}
          </ul>
        )}
        {shown?.length === 0 && <Nothing mine={mine} />}
        {!value && !failure && <Skeleton rows={3} />}
      </main>
    </>
  )
}

function Isolation({ one }: { readonly one: TabIsolation }) {
  const { sources, me, now, online } = useTools()
  const [asking, setAsking] = useState<Offer | null>(null)
  const { id, containment } = one
  const name = machineWord({ machine: one })
  const offer = offerOf(one, name)
  return (
    <article
      class={`isolation tone-${reviewView(one.review, now).overdue ? 'warn' : containmentTone(containment)}`}
      aria-label={name}
    >
      <a class="isolation-machine" href={hrefOf({ at: 'machine', id })}>
        <strong>{name}</strong>
        <span class="isolation-group">{one.machineGroup ?? 'No machine group'}</span>
      </a>
      <p class="said">{containment.headline}</p>
      {containment.recorded !== null && (one.review.owner === null || containment.matches === false) && (
        <p class={containment.matches === false ? 'loud' : 'by'}>{containment.recorded}</p>
      )}
      <Review machine={one} review={one.review}>
        {offer && (
          <fluent-button appearance="primary" disabled={refusedBecause(me, online) !== null} onClick={() => setAsking(offer)}>
            {offer.button}
          </fluent-button>
        )}
      </Review>
      {asking && (
        <ConfirmSheet
          machine={one}
          offer={asking}
          done={(after) => {
            setAsking(null)
            if (after) say(after.headline)
            void sources.isolations.read()
          }}
          unclear={() => void sources.isolations.read()}
        />
      )}
    </article>
  )
}

function Nothing({ mine }: { readonly mine: boolean }) {
  return (
    <section class="quiet">
      <h2>{mine ? 'None is yours' : 'Nothing is isolated'}</h2>
      <p>{mine ? 'Others may be.' : 'No machine of those that Defender shows you.'}</p>
    </section>
  )
}

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { TabReviewRequest } from '../../../bot/tab-contract/isolations.ts'
import type { TabMachine, TabReview } from '../../../bot/tab-contract/machines.ts'
import type { Failure } from '../failure.ts'
import { Trouble } from '../parts/trouble.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { machineWord } from '../view/alert-row.ts'
import { refusedBecause } from '../view/containment.ts'
import { EXTENSIONS, reviewView } from '../view/review.ts'
import { HandOverSheet } from './hand-over-sheet.tsx'

interface ReviewProps {
  readonly machine: Pick<TabMachine, 'id' | 'name'>
  readonly review: TabReview
  /** What else can be done. */
  readonly children?: ComponentChildren
}

/** Who answers for an isolation and when they are asked again, with the ways to put that off, to take it over and to hand it over. */
export function Review({ machine, review, children }: ReviewProps) {
  const { api, sources, me, now, online } = useTools()
  const [failed, setFailed] = useState<{ readonly failure: Failure; readonly wish: Wish } | null>(null)
  const [asking, setAsking] = useState(false)
  const [handingOver, setHandingOver] = useState(false)
  const { owner, due, overdue } = reviewView(review, now)
  const off = asking || refusedBecause(me, online) !== null

  async function ask(wish: Wish): Promise<void> {
    setFailed(null)
    setAsking(true)
    const body: TabReviewRequest = { id: review.id, revision: review.revision, ...wish }
    const answer = await api.send<TabReview>(`/api/tab/machines/${encodeURIComponent(machine.id)}/review`, body)
    setAsking(false)
    if (answer.is === 'failed') setFailed({ failure: answer.failure, wish })
    if (answer.is === 'new') {
      const { owner: by, due: at } = reviewView(answer.value, now)
      say(wish.do === 'hand-over' ? by : at)
    }
    void sources.readAll()
  }

  return (
    <div class="review">
      <p>{owner}</p>
      <p class={overdue ? 'loud tone-warn' : 'by'}>{due}</p>
      {failed && <Trouble failure={failed.failure} again={() => void ask(failed.wish)} />}
      <div class="choices">
        <span class="pick">
          <select
            aria-label="Extend by"
            disabled={off}
            value=""
            onChange={(event) => {
              const chosen = EXTENSIONS.find(({ hours }) => String(hours) === event.currentTarget.value)
              event.currentTarget.value = ''
              if (chosen) void ask({ do: 'extend', hours: chosen.hours, to: null })
            }}
          >
            <option value="">Extend…</option>
            {EXTENSIONS.map(({ hours, word }) => (
              <option key={hours} value={hours}>
                Extend by {word}
              </option>
            ))}
          </select>
        </span>
        {!review.mine && (
          <fluent-button appearance="outline" disabled={off} onClick={() => void ask({ do: 'take-over', hours: null, to: null })}>
            Take over
          </fluent-button>
        )}
        {review.noHandOver === null && (
          <fluent-button appearance="outline" disabled={off} onClick={() => setHandingOver(true)}>
            Hand over…
          </fluent-button>
        )}
        {children}
      </div>
      {review.noHandOver !== null && <p class="by">{review.noHandOver}</p>}
      {handingOver && (
        <HandOverSheet
          machineId={machine.id}
          name={machineWord({ machine })}
          done={(to) => {
            setHandingOver(false)
            if (to !== null) void ask({ do: 'hand-over', hours: null, to })
          }}
        />
      )}
    </div>
  )
}

type Wish = Pick<TabReviewRequest, 'do' | 'hours' | 'to'>

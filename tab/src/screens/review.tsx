import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { TabReviewRequest } from '../../../bot/tab-contract/isolations.ts'
import type { TabReview } from '../../../bot/tab-contract.ts'
import type { Failure } from '../failure.ts'
import { Trouble } from '../parts/trouble.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { refusedBecause } from '../view/containment.ts'
import { EXTENSIONS, reviewView } from '../view/review.ts'

interface ReviewProps {
  readonly machineId: string
  readonly review: TabReview
  /** What else can be done. */
  readonly children?: ComponentChildren
}

/** Who answers for an isolation and when they are asked again, with the ways to put that off and to take it over. */
export function Review({ machineId, review, children }: ReviewProps) {
  const { api, sources, me, now, online } = useTools()
  const [failed, setFailed] = useState<{ readonly failure: Failure; readonly wish: Wish } | null>(null)
  const [asking, setAsking] = useState(false)
  const { owner, due, overdue } = reviewView(review, now)
  const off = asking || refusedBecause(me, online) !== null

  async function ask(wish: Wish): Promise<void> {
    setFailed(null)
    setAsking(true)
    const body: TabReviewRequest = { id: review.id, revision: review.revision, ...wish }
    const answer = await api.send<TabReview>(`/api/tab/machines/${encodeURIComponent(machineId)}/review`, body)
    setAsking(false)
    if (answer.is === 'failed') setFailed({ failure: answer.failure, wish })
    if (answer.is === 'new') say(reviewView(answer.value, now).due)
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
              if (chosen) void ask({ do: 'extend', hours: chosen.hours })
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
          <fluent-button appearance="outline" disabled={off} onClick={() => void ask({ do: 'take-over', hours: null })}>
            Take over
          </fluent-button>
        )}
        {children}
      </div>
    </div>
  )
}

type Wish = Pick<TabReviewRequest, 'do' | 'hours'>

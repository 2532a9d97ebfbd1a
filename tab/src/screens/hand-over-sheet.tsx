import { useEffect, useId, useState } from 'preact/hooks'
import type { TabSuccessors } from '../../../bot/tab-contract/isolations.ts'
import type { Failure } from '../failure.ts'
import { Back, Sheet } from '../parts/sheet.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { useTools } from '../tools.ts'
import { refusedBecause } from '../view/containment.ts'

interface HandOverSheetProps {
  readonly machineId: string
  /** Of the machine. */
  readonly name: string
  /** With whom was chosen, or `null` when the person went back. */
  readonly done: (to: string | null) => void
}

/** Asks who is to answer for an isolation from now on, of those in the channel of its case. */
export function HandOverSheet({ machineId, name, done }: HandOverSheetProps) {
  const { api, me, online } = useTools()
  const pick = useId()
  const [found, setFound] = useState<TabSuccessors | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [to, setTo] = useState('')

  async function look(): Promise<void> {
    setFailure(null)
    const answer = await api.read<TabSuccessors>(`/api/tab/machines/${encodeURIComponent(machineId)}/successors`, null)
    if (answer.is === 'new') setFound(answer.value)
    else if (answer.is === 'failed') setFailure(answer.failure)
  }
  useEffect(() => void look(), [])

  return (
    <Sheet title={`Who answers for ${name} from now on?`} closed={() => done(null)}>
      {failure && <Trouble failure={failure} again={() => void look()} />}
      {!found && !failure && <Skeleton rows={1} />}
      {found?.people.length === 0 && <p>Nobody else of your organisation is in the channel.</p>}
      {found && found.people.length > 0 && (
        <div class="field">
          <label for={pick}>Hand over to</label>
          <span class="pick">
            <select id={pick} value={to} onChange={(event) => setTo(event.currentTarget.value)}>
              <option value="">Choose a person</option>
              {found.people.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </span>
          <p class="by">
            Whoever you choose is mentioned in the channel, and has nothing to confirm.
            {found.more > 0 && ` ${found.more} more are there: ask them to take it over.`}
          </p>
        </div>
      )}
      <div class="ways">
        <Back />
        <fluent-button
          class="act"
          appearance="primary"
          disabled={to === '' || refusedBecause(me, online) !== null}
          onClick={() => done(to)}
        >
          Hand over
        </fluent-button>
      </div>
    </Sheet>
  )
}

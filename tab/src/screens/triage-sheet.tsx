import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { TabTriage, TabTriaged, TabTriageRequest } from '../../../bot/tab-contract.ts'
import type { Failure } from '../failure.ts'
import { Skeleton } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { actsAs } from '../view/containment.ts'
import { TriageChoices } from './triage-choices.tsx'

interface TriageSheetProps {
  /** Of the screen, at the API. */
  readonly path: string
  /** `changed`: what stands is to be read. */
  readonly close: (changed: boolean) => void
}

/** What a person does to the alerts of a screen; what it shows is what Defender shows them now, and nothing is shown as done before it is. */
export function TriageSheet({ path, close }: TriageSheetProps) {
  const { api, me } = useTools()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const title = useId()
  const [triage, setTriage] = useState<TabTriage | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)

  async function look(): Promise<void> {
    setTriage(null)
    setFailure(null)
    const answer = await api.read<TabTriage>(`${path}/triage`, null)
    if (answer.is === 'new') setTriage(answer.value)
    else if (answer.is === 'failed') setFailure(answer.failure)
  }
  useEffect(() => {
    dialog.current?.showModal()
    heading.current?.focus() // `autofocus` is refused in a frame of another origin
    void look()
  }, [])

  async function ask(wanted: TabTriageRequest): Promise<void> {
    setAsking(true)
    const answer = await api.send<TabTriaged>(`${path}/triage`, wanted)
    setAsking(false)
    if (answer.is === 'failed') return setFailure(answer.failure.status === 0 ? LOST : answer.failure)
    if (answer.is === 'same') return
    if (answer.value.words !== null) return setOutcome(answer.value.words)
    say('Done')
    close(true)
  }

  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={title} onClose={() => close(outcome !== null || failure !== null)}>
      <h2 ref={heading} id={title} tabIndex={-1}>
        Triage
      </h2>
      {failure && <Trouble failure={failure} again={() => void look()} againWord="Look again" />}
      {outcome !== null && <p role="status">{outcome}</p>}
      {!triage && !failure && <Skeleton rows={2} />}
      {triage && !failure && outcome === null ? (
        <TriageChoices triage={triage} asking={asking} ask={(wanted) => void ask(wanted)} back={() => dialog.current?.close()} />
      ) : (
        <div class="ways">
          <fluent-button appearance="outline" onClick={() => dialog.current?.close()}>
            Back
          </fluent-button>
        </div>
      )}
      {me && <p class="by">{actsAs(me)}</p>}
    </dialog>
  )
}

const LOST: Failure = {
  title: 'No answer came',
  detail: 'It may have been done. Look again before you ask for more.',
  status: 0,
  need: null,
  signInUrl: null,
  claims: null,
}

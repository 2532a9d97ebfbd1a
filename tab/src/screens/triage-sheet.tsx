import { useEffect, useState } from 'preact/hooks'
import type { TabTriage, TabTriaged, TabTriageRequest } from '../../../bot/tab-contract/triage.ts'
import { type Failure, NO_ANSWER } from '../failure.ts'
import { Back, Sheet } from '../parts/sheet.tsx'
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
  useEffect(() => void look(), [])

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
    <Sheet title="Triage" closed={() => close(outcome !== null || failure !== null)}>
      {failure && <Trouble failure={failure} again={() => void look()} againWord="Look again" />}
      {outcome !== null && <p role="status">{outcome}</p>}
      {!triage && !failure && <Skeleton rows={2} />}
      {triage && !failure && outcome === null ? (
        <TriageChoices triage={triage} asking={asking} ask={(wanted) => void ask(wanted)} />
      ) : (
        <div class="ways">
          <Back />
        </div>
      )}
      {me && <p class="by">{actsAs(me)}</p>}
    </Sheet>
  )
}

const LOST: Failure = {
  ...NO_ANSWER,
  title: 'No answer came',
  detail: 'It may have been done. Look again before you ask for more.',
}

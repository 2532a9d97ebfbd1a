import { useEffect, useState } from 'preact/hooks'
import type { TabBatch, TabBatchChoices, TabBatchRequest, TabBatchVerb } from '../../../bot/tab-contract/batches.ts'
import { type Failure, NO_ANSWER } from '../failure.ts'
import { Sheet } from '../parts/sheet.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { useTools } from '../tools.ts'
import { batchTitle, choicesPath, MOST_MACHINES } from '../view/batch.ts'
import { counted } from '../view/words.ts'
import { BatchConfirm } from './batch-confirm.tsx'
import { BatchProgress } from './batch-progress.tsx'
import { MachinePicker } from './machine-picker.tsx'

interface BatchSheetProps {
  readonly verb: TabBatchVerb
  /** Which of them may be chosen, in this order. */
  readonly machines: readonly string[]
  /** They were chosen before: there is nothing to tick. */
  readonly chosenBefore?: boolean
  /** `begun`: something was asked for. */
  readonly close: (begun: boolean) => void
}

/** Several machines at once: which, how and why, and then how far it is. Nothing is asked for before the last tap. */
export function BatchSheet({ verb, machines, chosenBefore = false, close }: BatchSheetProps) {
  const { api, sources } = useTools()
  const [seen, setSeen] = useState<TabBatchChoices | null>(null)
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set(chosenBefore ? machines : []))
  const [step, setStep] = useState<'pick' | 'confirm' | 'progress'>(chosenBefore ? 'confirm' : 'pick')
  const [tries, setTries] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const confirmed = seen?.choices.filter(({ id, why }) => why === null && chosen.has(id)) ?? []
  const left = seen?.choices.filter(({ id, why }) => why !== null && chosen.has(id)) ?? []

  // the confirm step reads what was chosen alone: policy looks at each as if those before it had been asked for
  useEffect(() => {
    if (step === 'progress') return
    let over = false
    const looked = step === 'pick' ? machines : machines.filter((id) => chosen.has(id))
    void api.read<TabBatchChoices>(choicesPath(verb, looked), null).then((answer) => {
      if (over) return
      if (answer.is === 'new') setSeen(answer.value)
      else if (answer.is === 'failed') setFailure(answer.failure)
    })
    return () => {
      over = true
    }
  }, [step, tries])

  function go(to: 'pick' | 'confirm'): void {
    setFailure(null)
    setSeen(null)
    setStep(to)
  }

  function again(): void {
    setFailure(null)
    if (!seen) setTries(tries + 1)
  }

  async function begin(request: TabBatchRequest): Promise<void> {
    setFailure(null)
    const answer = await api.send<TabBatch>('/api/tab/batches', request)
    if (answer.is === 'failed') return setFailure(answer.failure.status === 0 ? LOST : answer.failure)
    if (answer.is === 'new') sources.newestBatch.put({ batch: answer.value })
    setStep('progress')
  }

  if (step === 'progress') return <BatchProgress close={() => close(true)} />
  return (
    <Sheet
      title={step === 'pick' ? 'Select machines' : `${batchTitle(verb, seen ? confirmed.length : chosen.size)}?`}
      step={step}
      closed={() => close(false)}
    >
      {!seen && !failure && <Skeleton rows={4} />}
      {seen && step === 'pick' && (
        <MachinePicker verb={verb} choices={seen.choices} chosen={chosen} choose={choose} next={() => go('confirm')} />
      )}
      {machines.length > MOST_MACHINES && step === 'pick' && (
        <p class="by">
          {counted(machines.length - MOST_MACHINES, 'more machine')} with alerts that are less severe. Filter to find them.
        </p>
      )}
      {failure && <Trouble failure={failure} again={again} />}
      {seen && step === 'confirm' && (
        <BatchConfirm
          verb={verb}
          machines={confirmed}
          left={left}
          unknown={chosen.size - confirmed.length - left.length}
          seen={seen}
          begin={begin}
          back={chosenBefore ? null : () => go('pick')}
        />
      )}
    </Sheet>
  )
}

const LOST: Failure = {
  ...NO_ANSWER,
  title: 'No answer came',
  detail: 'It may have begun. Go back to the list: what goes on stands there.',
}

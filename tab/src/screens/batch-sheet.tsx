import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { TabBatch, TabBatchChoices, TabBatchRequest, TabBatchVerb } from '../../../bot/tab-contract/batches.ts'
import type { Failure } from '../failure.ts'
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
  readonly close: () => void
}

/** Several machines at once: which, how and why, and then how far it is. Nothing is asked for before the last tap. */
export function BatchSheet({ verb, machines, close }: BatchSheetProps) {
  const { api, sources } = useTools()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const title = useId()
  const [seen, setSeen] = useState<TabBatchChoices | null>(null)
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const [step, setStep] = useState<'pick' | 'confirm' | 'progress'>('pick')
  const [failure, setFailure] = useState<Failure | null>(null)
  const picked = seen?.choices.filter(({ id }) => chosen.has(id)) ?? []

  async function look(): Promise<void> {
    setFailure(null)
    const answer = await api.read<TabBatchChoices>(choicesPath(verb, machines), null)
    if (answer.is === 'new') setSeen(answer.value)
    else if (answer.is === 'failed') setFailure(answer.failure)
  }
  useEffect(() => {
    dialog.current?.showModal()
    void look()
  }, [])
  useEffect(() => heading.current?.focus(), [step]) // `autofocus` is refused in a frame of another origin

  async function begin(request: TabBatchRequest): Promise<void> {
    setFailure(null)
    const answer = await api.send<TabBatch>('/api/tab/batches', request)
    if (answer.is === 'failed') return setFailure(answer.failure.status === 0 ? LOST : answer.failure)
    if (answer.is === 'new') sources.newestBatch.put({ batch: answer.value })
    setStep('progress')
  }

  if (step === 'progress') return <BatchProgress close={close} />
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={title} onClose={close}>
      <h2 ref={heading} id={title} tabIndex={-1}>
        {step === 'pick' ? 'Select machines' : `${batchTitle(verb, picked.length)}?`}
      </h2>
      {!seen && !failure && <Skeleton rows={4} />}
      {seen && step === 'pick' && (
        <MachinePicker
          verb={verb}
          choices={seen.choices}
          chosen={chosen}
          choose={choose}
          next={() => setStep('confirm')}
          close={close}
        />
      )}
      {machines.length > MOST_MACHINES && step === 'pick' && (
        <p class="by">
          {counted(machines.length - MOST_MACHINES, 'more machine')} with alerts that are less severe. Filter to find them.
        </p>
      )}
      {failure && <Trouble failure={failure} again={() => (seen ? setFailure(null) : void look())} />}
      {seen && step === 'confirm' && (
        <BatchConfirm
          verb={verb}
          machines={picked}
          seen={seen}
          begin={begin}
          back={() => {
            setFailure(null)
            setStep('pick')
            void look()
          }}
        />
      )}
    </dialog>
  )
}

const LOST: Failure = {
  title: 'No answer came',
  detail: 'It may have begun. Go back to the list: what goes on stands there.',
  status: 0,
  need: null,
  signInUrl: null,
  claims: null,
}

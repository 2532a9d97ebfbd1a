import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { TabAsked, TabContainment, TabMachine } from '../../../bot/tab-contract.ts'
import type { Failure } from '../failure.ts'
import { Trouble } from '../parts/trouble.tsx'
import { Warnings } from '../parts/warnings.tsx'
import { useTools } from '../tools.ts'
import { actsAs, type Offer, refusedBecause } from '../view/containment.ts'
import { isOvertaken, questionOf, requestOf } from '../view/wish.ts'
import { Choice } from './choice.tsx'

interface ConfirmSheetProps {
  /** A list tells less of a machine than its own screen. */
  readonly machine: Pick<TabMachine, 'id' | 'machineGroup' | 'containment'> &
    Partial<Pick<TabMachine, 'more' | 'warnings' | 'held' | 'ways'>>
  readonly offer: Offer
  /** With what is on record after it, or `null` when the person went back. */
  readonly done: (answer: TabContainment | TabAsked | null) => void
  /** No answer came, so it may have been asked: what stands is to be read. */
  readonly unclear: () => void
}

/** The second of two taps: what it does, how, and why. */
export function ConfirmSheet({ machine, offer, done, unclear }: ConfirmSheetProps) {
  const { api, me, online } = useTools()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const title = useId()
  const question = questionOf(offer, machine.ways)
  const [chosen, choose] = useState(question?.ways[0]?.value ?? '')
  const [reason, setReason] = useState(offer.suggestedReason)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const isolates = offer.verb === 'isolate' || offer.verb === 'unisolate'
  const overtaken = isOvertaken(offer, machine)
  const refused = refusedBecause(isolates ? me : null, online)
  // what is told of the next step is told of isolating and releasing
  const warnings = isolates ? (machine.warnings ?? []) : []
  const held = isolates ? (machine.held ?? null) : null
  const barred = held !== null && held.is !== 'second-person'
  useEffect(() => {
    dialog.current?.showModal()
    heading.current?.focus() // `autofocus` is refused in a frame of another origin
  }, [])

  async function confirm(): Promise<void> {
    setFailure(null)
    setAsking(true)
    const path = `/api/tab/machines/${encodeURIComponent(machine.id)}/${offer.verb}`
    const answer = await api.send<TabContainment | TabAsked>(path, requestOf(offer, chosen, reason))
    setAsking(false)
    if (answer.is === 'new') return done(answer.value)
    if (answer.is === 'same') return
    if (answer.failure.status === 0) unclear()
    setFailure(answer.failure.status === 0 ? LOST : answer.failure)
  }

  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={title} onClose={() => done(null)}>
      <h2 ref={heading} id={title} tabIndex={-1}>
        {offer.question}
      </h2>
      <p>{[machine.machineGroup && `Machine group ${machine.machineGroup}.`, offer.means].filter(Boolean).join(' ')}</p>
      <Warnings warnings={warnings} />
      {held && <p class="held">{held.why}</p>}
      {question && <Choice {...question} chosen={chosen} choose={choose} />}
      <fluent-textarea
        block
        resize="vertical"
        maxLength={1000}
        value={reason}
        onInput={(event) => {
          if ('value' in event.currentTarget) setReason(String(event.currentTarget.value))
        }}
      >
        <span slot="label">Reason, kept by Defender</span>
      </fluent-textarea>
      {me && <p class="by">{actsAs(me)}</p>}
      {failure && <Trouble failure={failure} again={() => void confirm()} againWord="Ask again" />}
      {overtaken && (
        <p class="refused">
          {isolates ? `Meanwhile: ${machine.containment.headline}.` : 'Meanwhile it has changed.'} Go back and look.
        </p>
      )}
      {refused !== null && <p class="refused">{refused}</p>}
      <div class="ways">
        <fluent-button appearance="outline" onClick={() => dialog.current?.close()}>
          Back
        </fluent-button>
        <fluent-button
          class={offer.danger ? 'act danger' : 'act'}
          appearance="primary"
          disabled={asking || overtaken || barred || refused !== null || failure !== null || reason.trim() === ''}
          onClick={() => void confirm()}
        >
          {asking ? 'Asking Defender…' : held?.is === 'second-person' ? 'Ask for approval' : offer.confirm}
        </fluent-button>
      </div>
    </dialog>
  )
}

const LOST: Failure = {
  title: 'No answer came',
  detail: 'It may have been asked. Go back and look at what stands before you ask again; asking twice does it once.',
  status: 0,
  need: null,
  signInUrl: null,
  claims: null,
}

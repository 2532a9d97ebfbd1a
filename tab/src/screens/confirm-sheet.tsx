import { useState } from 'preact/hooks'
import type { TabAsked, TabContainment, TabMachine } from '../../../bot/tab-contract/machines.ts'
import { type Failure, NO_ANSWER } from '../failure.ts'
import { Back, Sheet } from '../parts/sheet.tsx'
import { TextField } from '../parts/text-field.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Warnings } from '../parts/warnings.tsx'
import { useTools } from '../tools.ts'
import { actsAs, barredBecause, type Offer, refusedBecause } from '../view/containment.ts'
import { isOvertaken, pauseOf, questionOf, requestOf } from '../view/wish.ts'
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
  const question = questionOf(offer, machine.ways)
  const [chosen, choose] = useState(question?.ways[0]?.value ?? '')
  const [reason, setReason] = useState(offer.suggestedReason)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const isolates = offer.verb === 'isolate' || offer.verb === 'unisolate'
  const overtaken = isOvertaken(offer, machine)
  const refused = refusedBecause(isolates ? me : null, online)
  const { warnings, held } = pauseOf(offer.verb, machine)
  const barred = barredBecause(held) !== null

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
    <Sheet title={offer.question} closed={() => done(null)}>
      <p>{[machine.machineGroup && `Machine group ${machine.machineGroup}.`, offer.means].filter(Boolean).join(' ')}</p>
      <Warnings warnings={warnings} />
      {held && <p class="held">{held.why}</p>}
      {question && <Choice {...question} chosen={chosen} choose={choose} />}
      <TextField label="Reason, kept by Defender" most={1000} value={reason} write={setReason} />
      {me && <p class="by">{actsAs(me)}</p>}
      {failure && <Trouble failure={failure} again={() => void confirm()} againWord="Ask again" />}
      {overtaken && (
        <p class="refused">
          {isolates ? `Meanwhile: ${machine.containment.headline}.` : 'Meanwhile it has changed.'} Go back and look.
        </p>
      )}
      {refused !== null && <p class="refused">{refused}</p>}
      <div class="ways">
        <Back />
        <fluent-button
          class={offer.danger ? 'act danger' : 'act'}
          appearance="primary"
          disabled={asking || overtaken || barred || refused !== null || failure !== null || reason.trim() === ''}
          onClick={() => void confirm()}
        >
          {asking ? 'Asking Defender…' : held?.is === 'second-person' ? 'Ask for approval' : offer.confirm}
        </fluent-button>
      </div>
    </Sheet>
  )
}

const LOST: Failure = {
  ...NO_ANSWER,
  title: 'No answer came',
  detail: 'It may have been asked. Go back and look at what stands before you ask again; asking twice does it once.',
}

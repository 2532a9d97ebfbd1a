import { useState } from 'preact/hooks'
import type { TabApproval, TabControls, TabDecision } from '../../../bot/tab-contract/controls.ts'
import type { TabMachine } from '../../../bot/tab-contract/machines.ts'
import type { Failure } from '../failure.ts'
import { Back, Sheet } from '../parts/sheet.tsx'
import { TextField } from '../parts/text-field.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Warnings } from '../parts/warnings.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { actsAs, refusedBecause } from '../view/containment.ts'
import { pauseOf } from '../view/wish.ts'

interface ApproveSheetProps {
  readonly machine: TabMachine
  readonly approval: TabApproval
  readonly close: () => void
}

/** Shorter is no reason. */
const SHORTEST_WHY = 10

/** The second of two taps about another's request: what is carried out, as whom, and why alone where nobody else approves. */
export function ApproveSheet({ machine, approval, close }: ApproveSheetProps) {
  const { api, me, online, sources } = useTools()
  const [why, setWhy] = useState('')
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const alone = !approval.mayApprove
  const refused = refusedBecause(me, online)
  const name = machine.name ?? `machine …${machine.id.slice(-6)}`

  async function confirm(): Promise<void> {
    setFailure(null)
    setAsking(true)
    const body: TabDecision = { why: alone ? why : null }
    const answer = await api.send<TabControls>(`/api/tab/approvals/${approval.id}/${alone ? 'go-alone' : 'approve'}`, body)
    setAsking(false)
    if (answer.is === 'failed') return setFailure(answer.failure)
    if (answer.is === 'new') sources.controls.put(answer.value)
    say(alone ? 'Gone on without a second person' : 'Approved')
    void sources.machine(machine.id).read()
    close()
  }

  return (
    <Sheet
      title={alone ? `${approval.what} · ${name} without a second person?` : `Approve: ${approval.what} · ${name}?`}
      closed={close}
    >
      <p>
        Asked by {approval.own ? 'you' : approval.askedBy}, because {approval.because}. Reason: {approval.reason}
      </p>
      {approval.sha1 && <p>SHA-1 {approval.sha1}</p>}
      <Warnings warnings={pauseOf(approval.verb, machine).warnings} />
      {alone && (
        <TextField label="Why it cannot wait; the operators and the channel are told" most={500} value={why} write={setWhy} />
      )}
      {me && <p class="by">{actsAs(me)}</p>}
      {failure && <Trouble failure={failure} again={() => void confirm()} againWord="Ask again" />}
      {refused !== null && <p class="refused">{refused}</p>}
      <div class="ways">
        <Back />
        <fluent-button
          class="act danger"
          appearance="primary"
          disabled={asking || refused !== null || failure !== null || (alone && why.trim().length < SHORTEST_WHY)}
          onClick={() => void confirm()}
        >
          {asking ? 'Asking Defender…' : alone ? 'Go on alone' : 'Approve now'}
        </fluent-button>
      </div>
    </Sheet>
  )
}

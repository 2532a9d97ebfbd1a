import { useState } from 'preact/hooks'
import type { TabApproval, TabControls } from '../../../bot/tab-contract/controls.ts'
import type { TabMachine } from '../../../bot/tab-contract/machines.ts'
import type { Failure } from '../failure.ts'
import { Trouble } from '../parts/trouble.tsx'
import { hrefOf } from '../route.ts'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { clock, moment } from '../view/times.ts'
import { ApproveSheet } from './approve-sheet.tsx'

/** What waits for a second person on this machine, with what this person can do about it. */
export function MachineApprovals({
  machine,
  approvals,
}: {
  readonly machine: TabMachine
  readonly approvals: readonly TabApproval[]
}) {
  return approvals.map((approval) => <Waiting key={approval.id} machine={machine} approval={approval} />)
}

function Waiting({ machine, approval }: { readonly machine: TabMachine; readonly approval: TabApproval }) {
  const { api, sources, now } = useTools()
  const [answering, setAnswering] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { what, askedBy, own, because, reason, askedAt, endsAt, mayApprove, mayDecline, mayGoAlone } = approval

  async function decline(): Promise<void> {
    setFailure(null)
    const path = `/api/tab/approvals/${approval.id}/decline`
    const answer = await api.send<TabControls>(path, { why: null })
    if (answer.is === 'failed') return setFailure(answer.failure)
    if (answer.is === 'new') sources.controls.put(answer.value)
    say(own ? 'Withdrawn' : 'Declined')
  }

  return (
    <>
      <section class="containment tone-warn" aria-label="Approval asked">
        <h2>Approval asked: {what}</h2>
        <p>
          {own ? 'You' : askedBy} asked {moment(askedAt, now)}, because {because}.
        </p>
        <p>Reason: {reason}</p>
        <p>Somebody else with the role Lead can approve until {clock(endsAt, now)}.</p>
        {failure && <Trouble failure={failure} again={() => void decline()} />}
        {(mayApprove || mayGoAlone || mayDecline) && (
          <div class="ways">
            {mayDecline && (
              <fluent-button appearance="outline" onClick={() => void decline()}>
                {own ? 'Withdraw' : 'Decline'}
              </fluent-button>
            )}
            {(mayApprove || mayGoAlone) && (
              <fluent-button appearance="primary" onClick={() => setAnswering(true)}>
                {mayApprove ? 'Approve' : 'Go on alone'}
              </fluent-button>
            )}
          </div>
        )}
      </section>
      {answering && <ApproveSheet machine={machine} approval={approval} close={() => setAnswering(false)} />}
    </>
  )
}

/** What this person can answer or has asked, at the top of the list. */
export function ApprovalRows({ approvals }: { readonly approvals: readonly TabApproval[] }) {
  const { now } = useTools()
  if (approvals.length === 0) return null
  return (
    <ul class="alert-rows" aria-label="Approvals asked">
      {approvals.map(({ id, machine, what, askedBy, own, endsAt }) => (
        <li key={id}>
          <a class="alert-row tone-warn" href={hrefOf({ at: 'machine', id: machine.id })}>
            <span class="alert-head">
              <strong class="severity">Approval asked</strong>
              <span class="when">until {clock(endsAt, now)}</span>
            </span>
            <span class="alert-title">
              {what} · {machine.name ?? `machine …${machine.id.slice(-6)}`}
            </span>
            <span class="alert-where">
              <span>by {own ? 'you' : askedBy}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

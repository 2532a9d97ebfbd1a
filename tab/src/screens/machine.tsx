import { useState } from 'preact/hooks'
import type { TabMachine } from '../../../bot/tab-contract/machines.ts'
import { AlertRows } from '../parts/alert-rows.tsx'
import { FactList } from '../parts/fact-list.tsx'
import { Section } from '../parts/section.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { useSource } from '../use-source.ts'
import { type Offer, offerOf } from '../view/containment.ts'
import { approvalsOn } from '../view/controls.ts'
import { machineFacts, machineTiles } from '../view/facts.ts'
import { ActBar } from './act-bar.tsx'
import { MachineApprovals } from './approvals.tsx'
import { ConfirmSheet } from './confirm-sheet.tsx'
import { Containment } from './containment.tsx'
import { Logons, MachineActions } from './machine-lists.tsx'
import { MoreSheet } from './more-sheet.tsx'
import { Review } from './review.tsx'
import { Stopped } from './stop-bar.tsx'
import { TriageSheet } from './triage-sheet.tsx'

/** One machine, read live at Defender as the person, and the ways to isolate it, to release it, and to more. */
export function MachineScreen({ id }: { readonly id: string }) {
  const { sources } = useTools()
  const source = sources.machine(id)
  const { value: machine, failure, reading } = useSource(source)
  const { value: controls } = useSource(sources.controls)
  const [asking, setAsking] = useState<Offer | null>(null)
  const [more, setMore] = useState(false)
  const [triaging, setTriaging] = useState(false)
  const waits = approvalsOn(controls, id).some(({ isolation }) => isolation)
  const name = machine ? (machine.name ?? `Machine …${id.slice(-6)}`) : 'Machine'

  return (
    <>
      <TopBar title={name} asOf={machine?.readAt} reading={reading} failure={failure} back />
      <main aria-busy={machine === null && failure === null}>
        {failure && <Trouble failure={failure} again={() => void source.read()} />}
        {controls && <Stopped controls={controls} />}
        {machine && <MachineApprovals machine={machine} approvals={approvalsOn(controls, id)} />}
        {machine && <Details machine={machine} triage={() => setTriaging(true)} />}
        {!machine && !failure && <Skeleton rows={4} />}
      </main>
      {machine && (
        <ActBar
          machine={machine}
          offer={waits ? null : offerOf(machine, name)}
          waits={waits}
          reachable={failure === null}
          ask={setAsking}
          showMore={() => setMore(true)}
        />
      )}
      {machine && more && (
        <MoreSheet
          machine={machine}
          name={name}
          close={() => setMore(false)}
          ask={(offer) => {
            setMore(false)
            setAsking(offer)
          }}
        />
      )}
      {machine && asking && (
        <ConfirmSheet
          machine={machine}
          offer={asking}
          done={(answer) => {
            setAsking(null)
            if (!answer) return
            if ('generation' in answer) source.put({ ...machine, containment: answer })
            say(answer.headline)
            void source.read()
            void sources.controls.read()
          }}
          unclear={() => void source.read()}
        />
      )}
      {triaging && (
        <TriageSheet
          path={`/api/tab/machines/${encodeURIComponent(id)}`}
          close={(changed) => {
            setTriaging(false)
            if (changed) void source.read()
          }}
        />
      )}
    </>
  )
}

function Details({ machine, triage }: { readonly machine: TabMachine; readonly triage: () => void }) {
  const { now, me } = useTools()
  return (
    <>
      <dl class="tiles">
        {machineTiles(machine).map(({ label, value, tone }) => (
          <div key={label} class={`tile tone-${tone}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Containment containment={machine.containment} />
      {machine.review && <Review machine={machine} review={machine.review} />}
      <Section title="Machine">
        <FactList facts={machineFacts(machine, now)} />
      </Section>
      <Section title="Logged on lately">
        <Logons logons={machine.logons} />
      </Section>
      <Section title="Alerts on it">
        {machine.alerts.length > 0 ? <AlertRows alerts={machine.alerts} /> : <p class="none">None that Defender shows you.</p>}
        {machine.alerts.length > 0 && me?.noTriage == null && (
          <fluent-button class="triage" appearance="outline" onClick={triage}>
            Triage these alerts
          </fluent-button>
        )}
      </Section>
      <Section title="Actions taken">
        <MachineActions actions={machine.actions} />
      </Section>
    </>
  )
}

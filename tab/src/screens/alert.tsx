import { useState } from 'preact/hooks'
import type { TabAlert } from '../../../bot/tab-contract/alerts.ts'
import { AlertRows } from '../parts/alert-rows.tsx'
import { FactList } from '../parts/fact-list.tsx'
import { OpenInDefender } from '../parts/open-in-defender.tsx'
import { Section } from '../parts/section.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { hrefOf } from '../route.ts'
import { useTools } from '../tools.ts'
import { useSource } from '../use-source.ts'
import { machineWord } from '../view/alert-row.ts'
import { machinesOf } from '../view/batch.ts'
import { techniqueUrl } from '../view/evidence.ts'
import { alertFacts } from '../view/facts.ts'
import { moment } from '../view/times.ts'
import { severityTone } from '../view/tone.ts'
import { words } from '../view/words.ts'
import { Evidence } from './evidence.tsx'
import { SeveralMachines } from './several-machines.tsx'
import { TriageSheet } from './triage-sheet.tsx'

/** One alert with everything that Defender tells of it. */
export function AlertScreen({ id }: { readonly id: string }) {
  const { sources } = useTools()
  const source = sources.alert(id)
  const { value: alert, failure, reading } = useSource(source)
  const [triaging, setTriaging] = useState(false)

  return (
    <>
      <TopBar title="Alert" asOf={alert?.asOf} reading={reading} failure={failure} back />
      <main aria-busy={alert === null && failure === null}>
        {failure && <Trouble failure={failure} again={() => void source.read()} />}
        {alert && <Details alert={alert} />}
        {!alert && !failure && <Skeleton rows={4} />}
      </main>
      {alert && <Ways alert={alert} triage={() => setTriaging(true)} />}
      {triaging && (
        <TriageSheet
          path={`/api/tab/alerts/${encodeURIComponent(id)}`}
          close={(changed) => {
            setTriaging(false)
            if (changed) void source.read()
          }}
        />
      )}
    </>
  )
}

function Details({ alert }: { readonly alert: TabAlert }) {
  const { now } = useTools()
  return (
    <>
      <div class={`lead tone-${severityTone(alert.severityRank)}`}>
        <p class="alert-head">
          <strong class="severity">{words(alert.severity)}</strong>
          <span>{words(alert.status)}</span>
        </p>
        <h2>{alert.title}</h2>
        <p class="alert-where">
          <span>{machineWord(alert)}</span>
          {alert.machineGroup !== null && <span class="group">{alert.machineGroup}</span>}
        </p>
        {alert.description !== null && <p class="description">{alert.description}</p>}
      </div>
      <Section title="Details">
        <FactList facts={alertFacts(alert, now)} />
      </Section>
      {alert.evidence.length > 0 && (
        <Section title="Evidence">
          <Evidence evidence={alert.evidence} />
        </Section>
      )}
      {alert.mitreTechniques.length > 0 && (
        <Section title="MITRE ATT&amp;CK">
          <ul class="techniques">
            {alert.mitreTechniques.map((technique) => (
              <li key={technique}>
                <Technique technique={technique} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {alert.comments.length > 0 && (
        <Section title="Comments">
          <ul class="entries">
            {alert.comments.map(({ text, by, at }) => (
              <li key={`${at} ${text}`}>
                <p class="said">{text}</p>
                <p class="by">{[by, at && moment(at, now)].filter(Boolean).join(' · ')}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {alert.sameIncident.length > 0 && (
        <Section title={`Also in incident ${alert.incidentId}`}>
          <SeveralMachines
            verb="isolate"
            machines={machinesOf([alert, ...alert.sameIncident])}
            word="Several machines of this incident"
          />
          <AlertRows alerts={alert.sameIncident} />
        </Section>
      )}
    </>
  )
}

function Technique({ technique }: { readonly technique: string }) {
  const url = techniqueUrl(technique)
  if (url === null) return technique
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {technique}
    </a>
  )
}

function Ways({ alert, triage }: { readonly alert: TabAlert; readonly triage: () => void }) {
  const { me } = useTools()
  return (
    <footer class="act-bar">
      {me?.noTriage && <p class="refused">{me.noTriage}</p>}
      <div class="ways">
        <OpenInDefender url={alert.portalUrl} />
        {me?.noTriage == null && (
          <fluent-button appearance="outline" onClick={triage}>
            Triage
          </fluent-button>
        )}
        {alert.machine && (
          <fluent-anchor-button appearance="primary" href={hrefOf({ at: 'machine', id: alert.machine.id })}>
            Open machine
          </fluent-anchor-button>
        )}
      </div>
    </footer>
  )
}

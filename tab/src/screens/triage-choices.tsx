import { useId, useState } from 'preact/hooks'
import type { TabTriage, TabTriageRequest } from '../../../bot/tab-contract/triage.ts'
import { FactList } from '../parts/fact-list.tsx'
import { Back } from '../parts/sheet.tsx'
import { TextField } from '../parts/text-field.tsx'
import { useTools } from '../tools.ts'
import { noTriageBecause } from '../view/triage.ts'
import { counted } from '../view/words.ts'

interface TriageChoicesProps {
  readonly triage: TabTriage
  readonly asking: boolean
  readonly ask: (wanted: TabTriageRequest) => void
}

/** The steps, one tap each, with what is chosen and written going along with any of them. */
export function TriageChoices({ triage, asking, ask }: TriageChoicesProps) {
  const { me, online } = useTools()
  const id = useId()
  const [scope, setScope] = useState<TabTriageRequest['scope']>('these')
  const [verdict, setVerdict] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const chosen = triage.scopes.find((one) => one.scope === scope) ?? triage.scopes[0]
  if (!chosen) return null
  const refused = noTriageBecause(me, online)
  const off = asking || refused !== null
  const step = (name: TabTriageRequest['step']) => () =>
    off ? undefined : ask({ scope: chosen.scope, print: chosen.print, step: name, verdict, comment })

  return (
    <>
      {triage.scopes.length > 1 && (
        <fieldset class="hows">
          <legend>For</legend>
          {triage.scopes.map(({ scope: one, alerts }) => (
            <label key={one}>
              <input type="radio" name="scope" checked={one === chosen.scope} onChange={() => setScope(one)} />
              <strong>{one === 'these' ? 'This alert' : `Whole incident: ${counted(alerts, 'alert')}`}</strong>
            </label>
          ))}
        </fieldset>
      )}
      <FactList facts={chosen.facts} />
      <div class="steps">
        <fluent-button class="act" appearance="primary" disabled={off} onClick={step('take')}>
          {asking ? 'Asking Defender…' : chosen.resolved ? 'Assign to me' : 'Assign to me, in progress'}
        </fluent-button>
        <fluent-button appearance="outline" disabled={off} onClick={step('start')}>
          {chosen.resolved ? 'Open again' : 'In progress'}
        </fluent-button>
      </div>
      <div class="field">
        <label for={id}>Classification</label>
        <span class="pick">
          <select id={id} value={verdict ?? ''} onChange={(event) => setVerdict(event.currentTarget.value || null)}>
            <option value="">Leave as it is</option>
            {triage.verdicts.map(({ key, words }) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </select>
        </span>
      </div>
      <TextField label="Comment, kept by Defender" most={1000} value={comment} write={setComment} />
      {refused !== null && <p class="refused">{refused}</p>}
      <div class="ways">
        <Back />
        <fluent-button appearance="outline" disabled={off} onClick={step('save')}>
          Save only
        </fluent-button>
        <fluent-button appearance="outline" disabled={off} onClick={step('resolve')}>
          Resolve
        </fluent-button>
      </div>
    </>
  )
}

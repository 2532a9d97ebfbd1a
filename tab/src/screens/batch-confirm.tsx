import { useState } from 'preact/hooks'
import type { TabBatchChoice, TabBatchChoices, TabBatchRequest, TabBatchVerb } from '../../../bot/tab-contract/batches.ts'
import { Back } from '../parts/sheet.tsx'
import { TextField } from '../parts/text-field.tsx'
import { useTools } from '../tools.ts'
import { machineWord } from '../view/alert-row.ts'
import { actsAs, refusedBecause } from '../view/containment.ts'
import { counted } from '../view/words.ts'
import { Choice } from './choice.tsx'

interface BatchConfirmProps {
  readonly verb: TabBatchVerb
  readonly machines: readonly TabBatchChoice[]
  /** Chosen, but cannot be asked for now. */
  readonly left: readonly TabBatchChoice[]
  /** How many were chosen of which nothing is known. */
  readonly unknown: number
  readonly seen: TabBatchChoices
  readonly begin: (request: TabBatchRequest) => Promise<void>
  /** To the step before, where there is one. */
  readonly back: (() => void) | null
}

/** The last tap before anything is asked for: each machine by name with what gives pause, how, and why. */
export function BatchConfirm({ verb, machines, left, unknown, seen, begin, back }: BatchConfirmProps) {
  const { me, online } = useTools()
  const [how, setHow] = useState('Full')
  const [reason, setReason] = useState(seen.suggestedReason)
  const [asking, setAsking] = useState(false)
  const refused = refusedBecause(me, online)

  async function confirm(): Promise<void> {
    setAsking(true)
    await begin({
      verb,
      reason,
      isolationType: verb === 'isolate' ? (how === 'Selective' ? 'Selective' : 'Full') : null,
      machines: machines.map(({ id, generation }) => ({ id, generation })),
    })
    setAsking(false)
  }

  return (
    <>
      {seen.brake !== null && <p class="held">{seen.brake}</p>}
      <ul class="batch">
        {machines.map((one) => (
          <li key={one.id} class={one.warnings.length > 0 ? 'tone-warn' : 'tone-calm'}>
            <strong>{machineWord({ machine: one })}</strong>
            <span class="by">{one.machineGroup ?? 'No machine group'}</span>
            {one.warnings.map((text) => (
              <span key={text} class="words">
                {text}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {left.length > 0 && <p>Left out: {left.map((one) => `${machineWord({ machine: one })} (${one.why})`).join(', ')}.</p>}
      {unknown > 0 && <p>Left out: {counted(unknown, 'machine')} that Defender has not described yet.</p>}
      {seen.ways.length > 1 && (
        <Choice
          legend="How"
          ways={seen.ways.map(({ type, means }) => ({ value: type, word: type, means }))}
          chosen={how}
          choose={setHow}
        />
      )}
      <TextField label="Reason, kept by Defender" most={1000} value={reason} write={setReason} />
      <p class="by">One after another, in this order. You can stop it at any time. {me && actsAs(me)}</p>
      {refused !== null && <p class="refused">{refused}</p>}
      <div class="ways stays">
        <Back before={back} />
        <fluent-button
          class={verb === 'isolate' ? 'act danger' : 'act'}
          appearance="primary"
          disabled={asking || refused !== null || reason.trim() === '' || machines.length === 0}
          onClick={() => void confirm()}
        >
          {asking ? 'Beginning…' : `${verb === 'isolate' ? 'Isolate' : 'Release'} ${machines.length} now`}
        </fluent-button>
      </div>
    </>
  )
}

import type { TabBatchChoice, TabBatchVerb } from '../../../bot/tab-contract/batches.ts'
import { Back } from '../parts/sheet.tsx'
import { machineWord } from '../view/alert-row.ts'
import { batchTitle } from '../view/batch.ts'

interface MachinePickerProps {
  readonly verb: TabBatchVerb
  readonly choices: readonly TabBatchChoice[]
  readonly chosen: ReadonlySet<string>
  readonly choose: (chosen: ReadonlySet<string>) => void
  readonly next: () => void
}

/** Machines to tick; one that cannot be asked for now says why. */
export function MachinePicker({ verb, choices, chosen, choose, next }: MachinePickerProps) {
  const open = choices.filter(({ why }) => why === null)
  const picked = open.filter(({ id }) => chosen.has(id))
  const all = open.length > 0 && picked.length === open.length
  const tick = (id: string): void => {
    const after = new Set(chosen)
    if (!after.delete(id)) after.add(id)
    choose(after)
  }
  return (
    <>
      {open.length > 1 && (
        <label class="tick">
          <input type="checkbox" checked={all} onChange={() => choose(new Set(all ? [] : open.map(({ id }) => id)))} />
          <span>All {open.length}</span>
        </label>
      )}
      <ul class="ticks">
        {choices.map((one) => (
          <li key={one.id}>
            <label class={one.why === null ? 'tick' : 'tick off'}>
              <input
                type="checkbox"
                disabled={one.why !== null}
                checked={one.why === null && chosen.has(one.id)}
                onChange={() => tick(one.id)}
              />
              <span>
                <strong>{machineWord({ machine: one })}</strong>
                <span>{[one.machineGroup ?? 'No machine group', one.why ?? one.headline].join(' · ')}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p>Defender has not described these machines yet. Open one of them first.</p>}
      <div class="ways stays">
        <Back />
        {picked.length === 0 ? (
          <p class="none">None selected</p>
        ) : (
          <fluent-button class="act" appearance="primary" onClick={next}>
            {batchTitle(verb, picked.length)}
          </fluent-button>
        )}
      </div>
    </>
  )
}

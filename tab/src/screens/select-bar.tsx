import { useEffect, useState } from 'preact/hooks'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { batchTitle, MOST_MACHINES } from '../view/batch.ts'
import { refusedBecause } from '../view/containment.ts'
import { counted } from '../view/words.ts'
import { BatchSheet } from './batch-sheet.tsx'

interface SelectBarProps {
  /** In the order in which they were ticked. */
  readonly selected: readonly string[]
  readonly leave: () => void
}

/** How many machines are ticked in the list, and the way on to the confirm step. */
export function SelectBar({ selected, leave }: SelectBarProps) {
  const { sources, me, online } = useTools()
  const [open, setOpen] = useState(false)
  const tooMany = selected.length > MOST_MACHINES
  const words = `${counted(selected.length, 'machine')} selected${tooMany ? `, at most ${MOST_MACHINES} at once` : ''}`
  useEffect(() => say(words), [words])
  return (
    <footer class="select-bar">
      <p class={tooMany ? 'refused' : 'by'}>{words}</p>
      <div class="ways">
        <fluent-button class="leave" appearance="outline" onClick={leave}>
          Cancel
        </fluent-button>
        <fluent-button
          class="act"
          appearance="primary"
          disabled={selected.length === 0 || tooMany || refusedBecause(me, online) !== null}
          onClick={() => setOpen(true)}
        >
          {batchTitle('isolate', selected.length)}
        </fluent-button>
      </div>
      {open && (
        <BatchSheet
          verb="isolate"
          machines={selected}
          chosenBefore
          close={(begun) => {
            setOpen(false)
            if (begun) leave()
            void sources.readAll()
          }}
        />
      )}
    </footer>
  )
}

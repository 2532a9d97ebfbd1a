import { useState } from 'preact/hooks'
import type { TabBatchVerb } from '../../../bot/tab-contract/batches.ts'
import { useTools } from '../tools.ts'
import { refusedBecause } from '../view/containment.ts'
import { BatchSheet } from './batch-sheet.tsx'

interface SeveralMachinesProps {
  readonly verb: TabBatchVerb
  readonly machines: readonly string[]
  readonly word: string
}

/** The way to ask for several machines at once, where there are several. */
export function SeveralMachines({ verb, machines, word }: SeveralMachinesProps) {
  const { sources, me, online } = useTools()
  const [open, setOpen] = useState(false)
  if (machines.length < 2) return null
  return (
    <div class="several">
      <fluent-button appearance="outline" disabled={refusedBecause(me, online) !== null} onClick={() => setOpen(true)}>
        {word}
      </fluent-button>
      {open && (
        <BatchSheet
          verb={verb}
          machines={machines}
          close={() => {
            setOpen(false)
            void sources.readAll()
          }}
        />
      )}
    </div>
  )
}

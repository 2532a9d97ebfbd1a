import { useState } from 'preact/hooks'
import { useTools } from '../tools.ts'
import { useSource } from '../use-source.ts'
import { BatchProgress } from './batch-progress.tsx'

/** That several machines of this person's are being asked for, or were stopped with some left; one tap shows how far it is. */
export function RunningBatch() {
  const { sources } = useTools()
  const [open, setOpen] = useState(false)
  const batch = useSource(sources.newestBatch).value?.batch ?? null
  const shown = batch !== null && (batch.is !== 'done' || open) && (batch.is !== 'stopped' || batch.mayGoOn || open)
  if (!shown) return null
  return (
    <>
      <button type="button" class={`running tone-${batch.is === 'stopped' ? 'bad' : 'warn'}`} onClick={() => setOpen(true)}>
        <strong>{batch.title}</strong>
        <span>{batch.words}</span>
      </button>
      {open && <BatchProgress close={() => setOpen(false)} />}
    </>
  )
}

import { useState } from 'preact/hooks'
import type { TabOthersBatch } from '../../../bot/tab-contract/batches.ts'
import type { Failure } from '../failure.ts'
import { Trouble } from '../parts/trouble.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'

/** That several machines are being asked for by others, with a lead's way to stop that. */
export function OthersBatches({ batches }: { readonly batches: readonly TabOthersBatch[] }) {
  if (batches.length === 0) return null
  return (
    <ul aria-label="Several machines that others asked for">
      {batches.map((batch) => (
        <OthersBatch key={batch.id} batch={batch} />
      ))}
    </ul>
  )
}

function OthersBatch({ batch: { id, askedBy, title, words, mayStop } }: { readonly batch: TabOthersBatch }) {
  const { api, sources } = useTools()
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  async function stop(): Promise<void> {
    setFailure(null)
    setAsking(true)
    const answer = await api.send<TabOthersBatch>(`/api/tab/batches/${id}/stop`, {})
    setAsking(false)
    if (answer.is === 'failed') return setFailure(answer.failure)
    if (answer.is === 'new') say(`${answer.value.title}. ${answer.value.words}`)
    await sources.controls.read()
  }

  return (
    <li class="running tone-warn">
      <strong>{title}</strong>
      <span>
        {askedBy}: {words}
      </span>
      {failure && <Trouble failure={failure} again={() => void stop()} />}
      {mayStop && (
        <fluent-button
          appearance="outline"
          aria-label={`Stop ${askedBy}: ${title}`}
          disabled={asking}
          onClick={() => void stop()}
        >
          Stop
        </fluent-button>
      )}
    </li>
  )
}

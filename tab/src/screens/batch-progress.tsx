import { useEffect, useState } from 'preact/hooks'
import type { TabBatch } from '../../../bot/tab-contract/batches.ts'
import type { Failure } from '../failure.ts'
import { Back, Sheet } from '../parts/sheet.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { useSource } from '../use-source.ts'
import { machineWord } from '../view/alert-row.ts'

/** How far the person's newest batch is, machine by machine, with the ways to stop it and to have it go on. */
export function BatchProgress({ close }: { readonly close: () => void }) {
  const { api, sources } = useTools()
  const batch = useSource(sources.newestBatch).value?.batch ?? null
  const [failed, setFailed] = useState<{ readonly failure: Failure; readonly how: How } | null>(null)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (batch) say(`${batch.title}. ${batch.words}`)
  }, [batch?.words])

  async function steer(id: string, how: How): Promise<void> {
    setFailed(null)
    setAsking(true)
    const answer = await api.send<TabBatch>(`/api/tab/batches/${id}/${how}`, {})
    setAsking(false)
    if (answer.is === 'failed') setFailed({ failure: answer.failure, how })
    if (answer.is === 'new') sources.newestBatch.put({ batch: answer.value })
  }

  return (
    <Sheet title={batch?.title ?? 'Several machines'} closed={close}>
      {batch && <p>{batch.words}</p>}
      {batch && (
        <ul class="batch">
          {batch.items.map((item) => (
            <li key={item.id} class={`tone-${item.tone}`}>
              <strong>{machineWord({ machine: item })}</strong>
              {item.machineGroup !== null && <span class="by">{item.machineGroup}</span>}
              <span class="words">{item.words}</span>
              {item.headline !== null && <span class="by">Now: {item.headline}</span>}
            </li>
          ))}
        </ul>
      )}
      {failed && batch && <Trouble failure={failed.failure} again={() => void steer(batch.id, failed.how)} />}
      <div class="ways stays">
        <Back word="Close" />
        {batch?.mayStop && (
          <fluent-button class="act danger" appearance="primary" disabled={asking} onClick={() => void steer(batch.id, 'stop')}>
            Stop
          </fluent-button>
        )}
        {batch?.mayGoOn && (
          <fluent-button class="act" appearance="primary" disabled={asking} onClick={() => void steer(batch.id, 'go-on')}>
            Go on
          </fluent-button>
        )}
      </div>
    </Sheet>
  )
}

type How = 'stop' | 'go-on'

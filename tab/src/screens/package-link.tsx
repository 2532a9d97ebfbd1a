import { useState } from 'preact/hooks'
import type { TabPackage } from '../../../bot/tab-contract/machines.ts'
import type { Failure } from '../failure.ts'
import { Trouble } from '../parts/trouble.tsx'
import { useTools } from '../tools.ts'

/** Gets the link to a package as the person, when they ask; it holds for some minutes and is kept nowhere else. */
export function PackageLink({ machineId }: { readonly machineId: string }) {
  const { api } = useTools()
  const [url, setUrl] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [asking, setAsking] = useState(false)

  async function get(): Promise<void> {
    setFailure(null)
    setAsking(true)
    const answer = await api.send<TabPackage>(`/api/tab/machines/${encodeURIComponent(machineId)}/package`, {})
    setAsking(false)
    if (answer.is === 'new') setUrl(answer.value.url)
    if (answer.is === 'failed') setFailure(answer.failure)
  }

  if (failure) return <Trouble failure={failure} again={() => void get()} />
  if (url !== null)
    return (
      <fluent-anchor-button appearance="primary" href={url} target="_blank" rel="noreferrer">
        Download
      </fluent-anchor-button>
    )
  return (
    <fluent-button appearance="outline" disabled={asking} onClick={() => void get()}>
      {asking ? 'Asking Defender…' : 'Get the package'}
    </fluent-button>
  )
}

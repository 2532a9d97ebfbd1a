import { useState } from 'preact/hooks'
import type { TabControls } from '../../../bot/tab-contract/controls.ts'
import type { Failure } from '../failure.ts'
import { Trouble } from '../parts/trouble.tsx'
import { say } from '../say.ts'
import { useTools } from '../tools.ts'
import { clock } from '../view/times.ts'

/** That all actions are stopped, for everybody; and for a lead the way to let them go on. */
export function Stopped({ controls }: { readonly controls: TabControls }) {
  const { now } = useTools()
  if (controls.stopped === null) return null
  return (
    <section class="containment tone-bad" role="status">
      <h2>All actions are stopped</h2>
      <p>
        {controls.stopped.by} stopped them {clock(controls.stopped.at, now)}. What is under way at Defender goes on.
      </p>
      {controls.lead && <Switch to="resume" word="Resume actions" sure="Resume actions now" />}
    </section>
  )
}

/** A lead's way to stop all actions, at the end of the list: nobody taps it by the way. */
export function StopAll({ controls }: { readonly controls: TabControls }) {
  if (controls.stopped !== null || !controls.lead) return null
  return (
    <section class="quiet">
      <Switch to="stop" word="Stop all actions…" sure="Stop all actions, everywhere" />
    </section>
  )
}

/** Two taps. */
function Switch({ to, word, sure }: { readonly to: 'stop' | 'resume'; readonly word: string; readonly sure: string }) {
  const { api, sources } = useTools()
  const [armed, setArmed] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  async function flip(): Promise<void> {
    setFailure(null)
    const answer = await api.send<TabControls>(`/api/tab/actions/${to}`, {})
    if (answer.is === 'failed') return setFailure(answer.failure)
    setArmed(false)
    if (answer.is === 'new') sources.controls.put(answer.value)
    say(to === 'stop' ? 'All actions are stopped' : 'Actions go on')
  }

  return (
    <>
      {failure && <Trouble failure={failure} again={() => void flip()} />}
      <div class="ways">
        {armed ? (
          <>
            <fluent-button appearance="outline" onClick={() => setArmed(false)}>
              Back
            </fluent-button>
            <fluent-button class="act danger" appearance="primary" onClick={() => void flip()}>
              {sure}
            </fluent-button>
          </>
        ) : (
          <fluent-button appearance="outline" onClick={() => setArmed(true)}>
            {word}
          </fluent-button>
        )}
      </div>
    </>
  )
}

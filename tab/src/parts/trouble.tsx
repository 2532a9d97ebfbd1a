import { useState } from 'preact/hooks'
import type { Failure } from '../failure.ts'
import { useTools } from '../tools.ts'

interface TroubleProps {
  readonly failure: Failure
  /** After signing in, or when the person wants to try again. */
  readonly again: () => void
  readonly againWord?: string
}

/** Why something could not be read or done, and the one thing that may help. */
export function Trouble({ failure, again, againWord = 'Try again' }: TroubleProps) {
  const { teams, api } = useTools()
  const [unfinished, setUnfinished] = useState(false)
  const { need, signInUrl, claims } = failure

  async function signIn(url: string): Promise<void> {
    setUnfinished(false)
    try {
      await teams.signIn(url)
      api.signedIn(claims)
      again()
    } catch {
      setUnfinished(true)
    }
  }

  return (
    <section class="trouble" role="alert">
      <h2>{failure.title}</h2>
      <p>{failure.detail}</p>
      {unfinished && <p>The sign-in did not finish.</p>}
      {need === 'sign-in' && signInUrl !== null ? (
        <fluent-button appearance="primary" onClick={() => void signIn(signInUrl)}>
          Sign in
        </fluent-button>
      ) : (
        <fluent-button appearance="outline" onClick={again}>
          {againWord}
        </fluent-button>
      )}
    </section>
  )
}

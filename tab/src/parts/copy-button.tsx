import { useEffect, useState } from 'preact/hooks'
import { say } from '../say.ts'
import { CopyIcon, DoneIcon } from './icons.tsx'

/** Puts a value on the clipboard; for hashes, addresses and paths, which nobody types on a phone. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(setCopied, 2_000, false)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy(): Promise<void> {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    setCopied(done)
    say(done ? `${what} copied` : 'Copying is not allowed here; select the text instead.')
  }

  return (
    <fluent-button appearance="subtle" icon-only aria-label={`Copy ${what}`} onClick={() => void copy()}>
      {copied ? <DoneIcon /> : <CopyIcon />}
    </fluent-button>
  )
}

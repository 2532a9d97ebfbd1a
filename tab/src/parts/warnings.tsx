import type { TabWarning } from '../../../bot/tab-contract/controls.ts'

/** What should give pause before confirming, the worst first. */
export function Warnings({ warnings }: { readonly warnings: readonly TabWarning[] }) {
  if (warnings.length === 0) return null
  return (
    <ul class="warnings">
      {warnings.map(({ text, grave }) => (
        <li key={text} class={grave ? 'tone-bad' : 'tone-warn'}>
          {text}
        </li>
      ))}
    </ul>
  )
}

import type { Fact } from '../view/facts.ts'
import { CopyButton } from './copy-button.tsx'

/** Labels and what stands beside them. */
export function FactList({ facts, copies = false }: { readonly facts: readonly Fact[]; readonly copies?: boolean }) {
  return (
    <dl class={copies ? 'facts copies' : 'facts'}>
      {facts.map(({ label, value, tone = 'calm' }) => (
        <div key={label} class={`tone-${tone}`}>
          <dt>{label}</dt>
          <dd>
            <span class="value">{value}</span>
            {copies && <CopyButton text={value} what={label} />}
          </dd>
        </div>
      ))}
    </dl>
  )
}

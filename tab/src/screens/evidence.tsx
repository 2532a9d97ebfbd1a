import type { TabAlert } from '../../../bot/tab-contract/alerts.ts'
import { FactList } from '../parts/fact-list.tsx'
import { evidenceGroups } from '../view/evidence.ts'

/** What an alert rests on, by type; the first type is open, the others are a tap away. */
export function Evidence({ evidence }: { readonly evidence: TabAlert['evidence'] }) {
  return evidenceGroups(evidence).map(({ word, pieces }, index) => (
    <details key={word} class="evidence" open={index === 0}>
      <summary>
        {word} <span class="count">{pieces.length}</span>
      </summary>
      {pieces.map(({ facts }, piece) => (
        <FactList key={piece} facts={facts} copies />
      ))}
    </details>
  ))
}

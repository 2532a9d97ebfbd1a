import type { TabAlert } from '../../../bot/tab-contract/alerts.ts'
import { words } from './words.ts'

/** Defender's types that are no words. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['Ip', 'IP address'],
  ['Url', 'URL'],
])

type Piece = TabAlert['evidence'][number]

/** Evidence of one type. */
export interface EvidenceGroup {
  readonly word: string
  readonly pieces: readonly Piece[]
}

/** Evidence by its type, in the order in which Defender tells the types. */
export function evidenceGroups(evidence: TabAlert['evidence']): EvidenceGroup[] {
  const groups = Map.groupBy(evidence, ({ type }) => type)
  return [...groups].map(([type, pieces]) => ({ word: WORDS.get(type) ?? words(type), pieces }))
}

/** MITRE's own page of a technique; `null` for what does not look like one. */
export function techniqueUrl(technique: string): string | null {
  const [, id, sub] = /^(T\d{4})(?:\.(\d{3}))?$/.exec(technique) ?? []
  if (id === undefined) return null
  return `https://attack.mitre.org/techniques/${id}/${sub === undefined ? '' : `${sub}/`}`
}

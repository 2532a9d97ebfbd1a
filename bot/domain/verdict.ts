import type { Alert } from './alert.ts'

/** What an alert turned out to be, in the words of the page "Update alert". */
export interface Verdict {
  readonly classification: string
  readonly determination: string
}

const verdict = (classification: string, determinations: readonly string[]): Verdict[] =>
  determinations.map((determination) => ({ classification, determination }))

const TRUE_POSITIVES = [
  'MultiStagedAttack',
  'MaliciousUserActivity',
  'CompromisedUser',
  'Malware',
  'Phishing',
  'UnwantedSoftware',
]

/** Every pair that Defender's pages list for people to choose. */
export const VERDICTS: readonly Verdict[] = [
  ...verdict('TruePositive', [...TRUE_POSITIVES, 'Other']),
  ...verdict('InformationalExpectedActivity', ['SecurityTesting', 'LineOfBusinessApplication', 'ConfirmedActivity', 'Other']),
  ...verdict('FalsePositive', ['NotMalicious', 'InsufficientData', 'Other']),
]

/** What the pages "Alert" and "Batch update alerts" write for the same. */
const OTHERWISE: Readonly<Record<string, string>> = {
  InformationalExpectedActivity: 'Informational, expected activity',
  ConfirmedActivity: 'ConfirmedUserActivity',
  NotMalicious: 'Clean',
}
const otherwise = (word: string): string => OTHERWISE[word] ?? word

/** How a verdict may have to be written: first as the page of the call has it, then as the other page, then mixed. */
export function spellings({ classification, determination }: Verdict, page: 'update' | 'batch'): Verdict[] {
  const here = { classification, determination }
  const there = { classification: otherwise(classification), determination: otherwise(determination) }
  const mixed = [
    { classification, determination: there.determination },
    { classification: there.classification, determination },
  ]
  const all = page === 'update' ? [here, there, ...mixed] : [there, here, ...mixed]
  return [...new Map(all.map((one) => [keyOf(one), one])).values()]
}

/** A verdict as one word, for a choice. */
export function keyOf({ classification, determination }: Verdict): string {
  return `${classification}/${determination}`
}

/** The verdict that somebody chose; `null` for what is none. */
export function verdictOf(key: string): Verdict | null {
  return VERDICTS.find((one) => keyOf(one) === key) ?? null
}

/** Whether Defender says this of the alert, however it writes it. */
export function isVerdictOf(
  alert: Pick<Alert, 'classification' | 'determination'>,
  { classification, determination }: Verdict,
): boolean {
  const same = (told: string | null, word: string): boolean => told === word || told === otherwise(word)
  return same(alert.classification, classification) && same(alert.determination, determination)
}

const CLASSIFICATION_WORDS: Readonly<Record<string, string>> = {
  TruePositive: 'True positive',
  InformationalExpectedActivity: 'Expected activity',
  'Informational, expected activity': 'Expected activity',
  FalsePositive: 'False positive',
}
const DETERMINATION_WORDS: Readonly<Record<string, string>> = {
  MultiStagedAttack: 'multistage attack',
  MaliciousUserActivity: 'malicious user activity',
  CompromisedUser: 'compromised user',
  Malware: 'malware',
  Phishing: 'phishing',
  UnwantedSoftware: 'unwanted software',
  SecurityTesting: 'security test',
  LineOfBusinessApplication: 'line-of-business application',
  ConfirmedActivity: 'confirmed activity',
  ConfirmedUserActivity: 'confirmed activity',
  NotMalicious: 'not malicious',
  Clean: 'not malicious',
  InsufficientData: 'not enough data',
  Other: 'other',
}

/** A classification and determination in the words of the portal; Defender's own word for one that we do not know. */
export function verdictWords(classification: string, determination: string | null): string {
  const known = CLASSIFICATION_WORDS[classification] ?? classification
  return determination === null ? known : `${known}: ${DETERMINATION_WORDS[determination] ?? determination}`
}

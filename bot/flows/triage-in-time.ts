import { plain } from '../cards/plain.ts'
import { SEVERITIES } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { PersonId } from '../domain/ids.ts'
import { fresh } from '../domain/plan.ts'
import { PRIVATE_FOR_MS } from '../domain/refusal.ts'
import { triageRefusalWords } from '../domain/triage-refusal.ts'
import type { ActingPerson } from '../ports.ts'
import type { Triaged, TriagePorts, TriageWish } from './triage-alerts.ts'
import { triageAlerts } from './triage-alerts.ts'

/** What triage while a person waits needs. */
export interface TriageInTimePorts extends TriagePorts {
  /** Resolves after so many milliseconds, or when the signal comes. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** Work that goes on after the answer; a stop waits for it. */
  readonly background: (work: Promise<unknown>) => void
}

/** What was begun is not broken off because nobody waits for it any longer. */
const NEVER = new AbortController().signal

/**
 * Triages, and answers within the time that a person waits. `late`: it goes on; the cards follow, and when it came to nothing
 * the person is told in their own chat, where they have one.
 * @throws BotError as `triageAlerts`
 */
export async function triageInTime(
  ports: TriageInTimePorts,
  wish: TriageWish,
  as: ActingPerson,
  signal: AbortSignal,
): Promise<Triaged | { readonly is: 'late' }> {
  const triaging = triageAlerts(ports, wish, as, NEVER)
  const first = await Promise.race([triaging, ports.pause(PRIVATE_FOR_MS, signal).then(() => ({ is: 'late' }) as const)])
  if (first.is === 'late') ports.background(tellLater(ports, wish, as, triaging))
  return first
}

async function tellLater(
  { store, now, newId }: TriageInTimePorts,
  { person }: TriageWish,
  as: ActingPerson,
  triaging: Promise<Triaged>,
): Promise<void> {
  const ended = await triaging.catch((error: unknown): Triaged => {
    if (error instanceof BotError) return { is: 'refused', refusal: 'sign-in-needed' }
    throw error
  })
  const text = triagedWords(ended, as)
  if (text === null) return
  const chat = (await store.conversations()).find(
    ({ kind, personId }) => kind === 'personal' && personId === (person.id as PersonId),
  )
  if (!chat) return
  const content = { what: 'text', text: `Triage: ${text}`, threadId: null } as const
  await store.enqueue([fresh(`text:triage:${newId(16)}`, chat.id, content, SEVERITIES.length, 0)], now())
}

/** What a person should know of how it ended; `null` when the card says all. */
export function triagedWords(ended: Triaged | { readonly is: 'late' }, { mode }: Pick<ActingPerson, 'mode'>): string | null {
  switch (ended.is) {
    case 'done':
      return ended.updated === ended.alerts
        ? null
        : `${ended.updated} of ${ended.alerts} alerts are updated. Defender did not change the others.`
    case 'changed':
      return 'Changed since you looked. Nothing was done.'
    case 'busy':
      return `${plain(ended.by, 60)} is changing these alerts just now. Nothing was done; look again in a moment.`
    case 'unknown':
      return 'Defender shows nothing of it yet. The cards follow what Defender shows.'
    case 'late':
      return 'Defender has not answered yet. The cards follow when it does.'
    case 'refused':
      return triageRefusalWords(ended.refusal, mode)
  }
}

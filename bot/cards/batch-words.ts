import type { Batch, BatchItem, BatchVerb, StopReason } from '../domain/batch.ts'
import { turnsLeft, turnsTaken } from '../domain/batch.ts'
import type { Times } from './times.ts'

/** How something is told: for its colour. */
export type BatchTone = 'calm' | 'warn' | 'good' | 'bad'

/** What a batch does, within a sentence. */
export const BATCH_WORDS: Readonly<Record<BatchVerb, { readonly title: string; readonly doing: string; readonly done: string }>> =
  {
    isolate: { title: 'Isolate', doing: 'Isolating', done: 'isolated' },
    unisolate: { title: 'Release', doing: 'Releasing', done: 'released' },
  }

/** `3 machines`, `1 machine`. */
export function machines(count: number): string {
  return `${count} ${count === 1 ? 'machine' : 'machines'}`
}

/** How far a batch is, and what it waits for or why it stopped. */
export function batchWords(batch: Batch, times: Times): { readonly title: string; readonly words: string } {
  const { verb, state, items, waitsUntil, person } = batch
  const title = `${BATCH_WORDS[verb].doing} ${machines(items.length)}`
  const had = `${turnsTaken(batch)} of ${items.length} had their turn.`
  switch (state) {
    case 'running':
      return waitsUntil === null
        ? { title, words: `${had} One after another, as ${person.name}.` }
        : { title, words: `${had} Waiting for Defender’s limit, until about ${times.at(waitsUntil)}.` }
    case 'stopping':
      return { title, words: `${had} Stops after the machine in hand.` }
    case 'stopped':
      return { title: `${title}: stopped`, words: `${had} ${whyWords(batch)} ${leftWords(batch)}`.trim() }
    case 'done':
      return { title: `${title}: done`, words: doneWords(items) }
  }
}

function whyWords({ why, stoppedBy }: Batch): string {
  if (why === null) return ''
  if (why === 'asked') return `${stoppedBy?.name ?? 'Somebody'} stopped it.`
  return STOPPED[why]
}

const STOPPED: Readonly<Record<Exclude<StopReason, 'asked'>, string>> = {
  'sign-in': 'Defender or the organisation wants a new sign-in.',
  'no-sign-in': 'The sign-in could not be checked.',
  'actions-stopped': 'A lead has stopped all actions.',
  'service-stopped': 'PocketSOC was stopped or restarted.',
  fault: 'PocketSOC failed. Look at the last machine before you go on.',
}

function leftWords(batch: Batch): string {
  const left = turnsLeft(batch)
  return left === 0 ? '' : `Nothing was asked of the last ${left === 1 ? 'one' : left}.`
}

function doneWords(items: readonly BatchItem[]): string {
  const asked = items.filter(({ state }) => state === 'accepted' || state === 'joined').length
  return asked === items.length
    ? `All ${items.length} are asked for at Defender.`
    : `${asked} of ${items.length} are asked for at Defender. Look at the others.`
}

/** Where one machine stands. */
export function itemWords(
  { state, why, endedBy }: BatchItem,
  live: boolean,
): { readonly words: string; readonly tone: BatchTone } {
  switch (state) {
    case 'waiting':
      return live ? { words: 'Waits for its turn', tone: 'calm' } : { words: 'Not asked', tone: 'calm' }
    case 'asking':
      return { words: 'Asking Defender', tone: 'warn' }
    case 'accepted':
      return { words: 'Defender accepted it', tone: 'good' }
    case 'joined':
      return { words: 'Was asked for already', tone: 'good' }
    case 'unknown':
      return { words: 'Defender’s answer is not known; it is being read back', tone: 'warn' }
    case 'approval':
      return { words: why ?? 'A second person has to approve', tone: 'warn' }
    case 'refused':
    case 'held':
    case 'overtaken':
      return { words: `${why ?? 'Not done'}${endedBy ? ` by ${endedBy.name}` : ''}`, tone: 'bad' }
  }
}

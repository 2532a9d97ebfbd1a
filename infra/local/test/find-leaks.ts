import type { Gathered } from '../gather.ts'
import { PACKAGE_LINK } from '../issued.ts'

/** A secret's kind, and where it was found. */
export interface Leak {
  readonly secret: string
  readonly where: string
}

/** A leak is a piece this long or longer of a secret: cut off at 23 it may be missed, at 24 it is found. */
const PIECE = 16
const STEP = 8

/** Long words in the alphabets of base64 and of tokens: only these can hold a piece. */
const WORD = /[\w+/=.~-]{16,}/g

/**
 * Looks for pieces of every secret in everything told, as they are and in base64 of any alignment. Of a JWT the payload and
 * the signature count: its header is the same in all.
 */
export function findLeaks(gathered: readonly Gathered[]): Leak[] {
  const pieces = new Map<string, string>()
  for (const one of gathered) {
    if (!('secret' in one)) continue
    for (const part of secretParts(one.value)) {
      for (let at = 0; at + PIECE <= part.length; at += STEP) pieces.set(part.slice(at, at + PIECE), one.secret)
      pieces.set(part.slice(-PIECE), one.secret)
    }
  }
  const leaks = new Map<string, Leak>()
  for (const one of gathered) {
    if (!('where' in one)) continue
    for (const secret of secretsIn(one.text, pieces)) {
      if (!isMeant(secret, one.where)) leaks.set(`${secret} ${one.where}`, { secret, where: one.where })
    }
  }
  return [...leaks.values()]
}

/** A link to a package is the answer to whoever asked for it, in a card or in the tab, and may be nowhere else. */
function isMeant(secret: string, where: string): boolean {
  return (
    secret === PACKAGE_LINK &&
    (where === 'an answer to Teams' || /^an answer of \/api\/tab\/machines\/[0-9a-f]+\/package$/.test(where))
  )
}

function secretParts(value: string): string[] {
  const [header = '', ...rest] = value.split('.')
  return header.startsWith('eyJ') ? rest : [value]
}

function* secretsIn(text: string, pieces: ReadonlyMap<string, string>): Generator<string> {
  for (const [word] of text.matchAll(WORD)) {
    for (const reading of [word, ...decodings(word)]) {
      for (let at = 0; at + PIECE <= reading.length; at += 1) {
        const secret = pieces.get(reading.slice(at, at + PIECE))
        if (secret) yield secret
      }
    }
  }
}

/** What the word says if it is base64, from each place where a group of four may begin. */
function decodings(word: string): string[] {
  return [0, 1, 2, 3].map((skip) => Buffer.from(word.slice(skip), 'base64url').toString('latin1'))
}

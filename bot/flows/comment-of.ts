import type { IntentId } from '../domain/ids.ts'
import { markedComment } from '../domain/machine-action.ts'
import type { ActingPerson } from '../ports.ts'
import type { Wish } from './act-on-machine.ts'

/** What Defender keeps of a wish: the reason, whoever had part in it and is not recorded by Defender itself, and our mark. */
export function commentOf({ reason, person, approval }: Wish, { mode, upn }: ActingPerson, id: IntentId): string {
  const actor = mode === 'application' ? (upn ?? person.name) : person.name
  if (approval?.how === 'approved')
    return markedComment(`${reason} (asked by ${approval.askedBy.name}, approved by ${actor})`, id)
  if (approval) return markedComment(`${reason} (asked by ${approval.askedBy.name}, without a second person by ${actor})`, id)
  return markedComment(mode === 'application' ? `${reason} (asked by ${upn})` : reason, id)
}

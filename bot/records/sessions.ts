import type { PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'

/** A person's session, sealed. */
export interface SealedSession {
  readonly personId: PersonId
  readonly sealed: string
  /** As it was read. */
  readonly version: number
  readonly endsAt: Instant
}

/** A sign-in under way, sealed; `id` is a hash of what the browser carries. */
export interface SealedSignIn {
  readonly id: string
  readonly sealed: string
  readonly endsAt: Instant
}

/** Sessions and sign-ins; to the store they are sealed letters. */
export interface SessionRecords {
  /** `null` when there is none, or when it has ended. */
  session(person: PersonId, now: Instant): Promise<SealedSession | null>
  /** In place of any other of the person, and though they signed out: they signed in anew. */
  beginSession(session: Omit<SealedSession, 'version'>): Promise<void>
  /** In place of what one that goes on holds, whose end stays; else one begins, unless the person signed out. */
  keepSession(session: Omit<SealedSession, 'version'>, now: Instant): Promise<void>
  /** Compare and set: false when it was saved, replaced or ended since `version` was read. */
  saveSession(session: SealedSession): Promise<boolean>
  /** The person signs out: it ends, and until they begin another none is kept. */
  closeSession(person: PersonId): Promise<void>
  /** Takes it away, or that they signed out; whether there was either. */
  endSession(person: PersonId): Promise<boolean>
  addSignIn(signIn: SealedSignIn, now: Instant): Promise<void>
  /** `null` when there is none, or when it is finished or over. */
  signIn(id: string, now: Instant): Promise<SealedSignIn | null>
  /** Records the hash of the code that the page hands to Teams; false when it was finished before. */
  finishSignIn(id: string, codeHash: string): Promise<boolean>
  /** Takes the finished sign-in with this code away: it works once. */
  takeSignIn(codeHash: string, now: Instant): Promise<SealedSignIn | null>
}

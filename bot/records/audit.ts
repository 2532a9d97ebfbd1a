import type { ActionId, CaseId, IntentId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'

/** Something that happened, as it is told to the audit. */
export interface AuditEntry {
  readonly at: Instant
  /** `action.asked`, `action.sending`, `action.accepted`, `action.refused`, `click.refused`, `rule.added` … */
  readonly event: string
  readonly person: { readonly id: PersonId; readonly name: string } | null
  readonly machineId: MachineId | null
  readonly caseId: CaseId | null
  readonly intentId: IntentId | null
  readonly actionId: ActionId | null
  /** What else matters, in short texts: verb, reason, `upn` of the person, requestor, refusal … never a token. */
  readonly detail: Readonly<Record<string, string>>
}

/** Which entry of the chain, and its hash: whoever keeps a head can prove later that nothing up to it was changed or cut off. */
export interface AuditHead {
  /** From 1 on, without gaps. */
  readonly seq: number
  /** SHA-256 in hex, over the entry and the hash of the one before. */
  readonly hash: string
}

/** An entry as it stands in the audit. */
export interface AuditRecord extends AuditHead, Omit<AuditEntry, 'person' | 'detail'> {
  /** The hash of the entry before. */
  readonly prev: string
  /** `name` and `upn` as last seen; `null` once they are erased, or were never known. */
  readonly person: { readonly id: PersonId; readonly name: string | null; readonly upn: string | null } | null
  /** `null` where the text is erased. */
  readonly detail: Readonly<Record<string, string | null>>
}

/** What is wrong with the chain, where it first is. */
export interface AuditFault {
  readonly seq: number
  readonly what:
    | 'altered' // its content is not what its hash was made of
    | 'missing' // there is no entry of this number
    | 'inserted' // it was never part of the chain
    | 'rewritten' // it is whole, but does not follow from the entry before
    | 'text-altered' // a text kept beside it is not the one it speaks of
    | 'texts-gone' // up to here, more texts are gone than erasures took
    | 'other-head' // whole, but not the entry whose hash is known from elsewhere
    | 'cut-off' // the chain ends before an entry that is known from elsewhere
}

/** What became of checking the chain from its first entry to its last. */
export type AuditVerdict =
  | { readonly sound: true; readonly head: AuditHead | null; readonly erasedTexts: number }
  | { readonly sound: false; readonly fault: AuditFault }

/** From when until when, the end left out; `null` is without bound. */
export interface AuditSpan {
  readonly since: Instant | null
  readonly until: Instant | null
}

/** The audit: entries are added, each chained to the one before. None is ever changed or removed. */
export interface AuditRecords {
  /** Adds an entry and answers the chain's new head. Names and texts that people wrote are kept beside the chain. */
  appendAudit(entry: AuditEntry): Promise<AuditHead>
  /** Newest first. */
  audit(most: number): Promise<AuditRecord[]>
  /** Those after the entry `seq`, oldest first. */
  auditAfter(seq: number, most: number, span: AuditSpan): Promise<AuditRecord[]>
  /** Checks the whole chain, and that it holds `known`, a head kept elsewhere. */
  verifyAudit(known: AuditHead | null): Promise<AuditVerdict>
  /** Erases a person's name, UPN and words, here only. Answers how many texts those were; `null` when there was nothing. */
  erasePerson(person: PersonId): Promise<number | null>
}

/** Ids that must not be mixed up. Each is opaque: compared, stored and shown, never taken apart. */

/** Defender's alert id, in any of its forms. */
export type AlertId = string & { readonly is: 'AlertId' }
/** Defender's machine id, 40 hex digits. Machines are addressed by it alone, never by name. */
export type MachineId = string & { readonly is: 'MachineId' }
/** Defender's incident number. */
export type IncidentId = number & { readonly is: 'IncidentId' }
/** Our own id of a case, 24 hex digits; what a card's button carries. */
export type CaseId = string & { readonly is: 'CaseId' }
/** Our own id of a rule, 8 hex digits. */
export type RuleId = string & { readonly is: 'RuleId' }
/** Teams's id of a channel (`19:…`) or 1:1 chat (`a:…`), without `;messageid=`. */
export type ConversationId = string & { readonly is: 'ConversationId' }
/** Teams's id of one message. */
export type ActivityId = string & { readonly is: 'ActivityId' }
/** Our own id of a request for a second person, 16 hex digits. */
export type ApprovalId = string & { readonly is: 'ApprovalId' }
/** Our own id of an intent, 16 hex digits; it ends the comment of Defender's machine action. */
export type IntentId = string & { readonly is: 'IntentId' }
/** Defender's id of a machine action, a GUID. */
export type ActionId = string & { readonly is: 'ActionId' }
/** Our own id of a draft, 16 hex digits; what a notice's button carries. */
export type DraftId = string & { readonly is: 'DraftId' }
/** Our own id of a triage, 16 hex digits. */
export type TriageId = string & { readonly is: 'TriageId' }
/** Our own id of a batch, 16 hex digits. */
export type BatchId = string & { readonly is: 'BatchId' }
/** A person's Entra object id. */
export type PersonId = string & { readonly is: 'PersonId' }

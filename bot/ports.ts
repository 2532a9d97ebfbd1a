/** What the flows need from the world, the store apart (`records.ts`). Implemented in `adapters/`, joined in `compose.ts`. */
import type { Alert } from './domain/alert.ts'
import type { Conversation } from './domain/conversation.ts'
import type { Rights } from './domain/granted.ts'
import type { ActionId, ActivityId, AlertId, CaseId, ConversationId, IncidentId, MachineId, PersonId } from './domain/ids.ts'
import type { Instant } from './domain/instant.ts'
import type { Wanted } from './domain/intent.ts'
import type { Machine } from './domain/machine.ts'
import type { MachineAction } from './domain/machine-action.ts'
import type { MachineGroup } from './domain/machine-group.ts'
import type { AlertPage } from './domain/reading.ts'
import type { AlertChange } from './domain/triage.ts'

/** The time now. */
export type Clock = () => Instant

/** A source of random numbers from 0 (included) to 1. */
export type Random = () => number

/** Makes a new opaque id of `digits` hex digits. */
export type NewId = (digits: number) => string

/** Defender's alerts, read as the app. */
export interface AlertSource {
  /**
   * Alerts updated in `[from, until)`, at most `most` of them, in no order; `until` null means up to now.
   * @throws BotError `unreachable`, `throttled`, `unauthorized`, `forbidden`, `rejected`, `unclear`.
   */
  updatedBetween(from: Instant, until: Instant | null, most: number, skip: number, signal: AbortSignal): Promise<AlertPage>
}

/** Defender's machines, read as the app. */
export interface MachineSource {
  /** These machines as Defender describes them now; those it does not know are left out. @throws BotError */
  read(ids: readonly MachineId[], signal: AbortSignal): Promise<Machine[]>
}

/** A Defender token on behalf of one person. */
export type DefenderUserToken = string & { readonly is: 'DefenderUserToken' }

/** A token of one of our registrations for itself; by itself it reads. */
export type AppToken = string & { readonly is: 'AppToken' }

/** The token that acts at Defender: the person's in delegated mode, the app's in application mode. Made in adapters/entra/acting-token.ts alone. */
export type ActingToken = (DefenderUserToken | AppToken) & { readonly acts: true }

/** A person, and the rights by which we see and act for them at Defender. */
export interface ActingPerson extends Rights {
  readonly token: ActingToken
  /**
   * Delegated: `upn` of the token, to hold against the requestor that Defender records; `null` when it has none.
   * Application: what is written into the comment, because Defender records the app.
   */
  readonly upn: string | null
}

/** Somebody who logged on to a machine (Logon users). */
export interface LogonUser {
  readonly account: string
  readonly lastSeenAt: Instant | null
  readonly isDomainAdmin: boolean
}

/** Defender as one person sees it, or in application mode the app for them. Every call is tried once. */
export interface DefenderAsPerson {
  /** @throws BotError; `not-found` and `forbidden` both mean that Defender does not show the machine to this person. */
  machine(id: MachineId, as: ActingToken, signal: AbortSignal): Promise<Machine>
  /** @throws BotError */
  logonUsers(id: MachineId, as: ActingToken, signal: AbortSignal): Promise<LogonUser[]>
  /** The machine groups of every machine that Defender shows them. @throws BotError */
  machineGroups(as: ActingToken, signal: AbortSignal): Promise<MachineGroup[]>
  /** Whether Defender shows them this alert. @throws BotError when it does not say. */
  showsAlert(id: AlertId, as: ActingToken, signal: AbortSignal): Promise<boolean>
  /** Machine actions of this machine, of every kind. @throws BotError */
  actionsOf(id: MachineId, as: ActingToken, signal: AbortSignal): Promise<MachineAction[]>
  /** Asks for what begins something. @throws BotError; `unclear` when it may have happened. */
  act(id: MachineId, what: Wanted & { readonly comment: string }, as: ActingToken, signal: AbortSignal): Promise<MachineAction>
  /** Cancels an action that has not ended. @throws BotError as `act`. */
  cancel(id: ActionId, comment: string, as: ActingToken, signal: AbortSignal): Promise<MachineAction>
  /** Where the package of a collection that succeeded can be downloaded, for a few minutes: a secret. @throws BotError */
  packageUri(id: ActionId, as: ActingToken, signal: AbortSignal): Promise<string>
}

/** Defender's alerts, seen and changed as one person, or in application mode as the app for them. Every call is tried once. */
export interface AlertsAsPerson {
  /** @throws BotError; `not-found` and `forbidden` both mean that Defender does not show it to this person. */
  alert(id: AlertId, as: ActingToken, signal: AbortSignal): Promise<Alert>
  /** Alerts of an incident that Defender shows them, as many as one triage takes. @throws BotError */
  alertsOfIncident(id: IncidentId, as: ActingToken, signal: AbortSignal): Promise<Alert[]>
  /** Alerts on a machine that Defender shows them. @throws BotError */
  alertsOfMachine(id: MachineId, as: ActingToken, signal: AbortSignal): Promise<Alert[]>
  /** Changes one alert and answers it as it is then. @throws BotError; `unclear` when it may have happened. */
  update(id: AlertId, change: AlertChange, as: ActingToken, signal: AbortSignal): Promise<Alert>
  /** Changes many; Defender does not say which of them. @throws BotError as `update`; when it comes in the middle, some are changed. */
  updateAll(ids: readonly AlertId[], change: AlertChange, as: ActingToken, signal: AbortSignal): Promise<void>
}

/** Defender's machine actions, read as the app. */
export interface ActionSource {
  /** Machine actions of every machine created since, of every kind. @throws BotError */
  createdSince(since: Instant, signal: AbortSignal): Promise<MachineAction[]>
}

/** Tokens on behalf of people. */
export interface UserTokens {
  /**
   * From the person's session.
   * @throws BotError `sign-in-needed` (with `claims` when Entra wants more proof, `consent` when it wants consent), `forbidden` when Entra blocks them for good, `unreachable`, `unclear`.
   */
  fromSession(person: PersonId, signal: AbortSignal): Promise<ActingPerson>
  /** From a token of Teams's single sign-on, which is verified to be this person's; it begins a session where none goes on, unless they signed out. @throws BotError as above, `token-refused` for a token that is not theirs, ours or fresh. */
  fromSso(person: PersonId, token: string, signal: AbortSignal): Promise<ActingPerson>
  /** Ends the person's session; only a sign-in on our page begins another. */
  signOut(person: PersonId): Promise<void>
}

/** The click that a sign-in is for: it goes on by itself when the sign-in is done. */
export interface SignInFor {
  readonly personId: PersonId
  readonly conversationId: ConversationId
  readonly caseId: CaseId | null
  readonly verb: string
  readonly nonce: number
}

/** The sign-in page, for where single sign-on does not reach. */
export interface SignInPages {
  /** Records a sign-in to come and answers the page's URL. `claims` and `consent` as the error that asked for it. */
  begin(what: SignInFor, wants: { readonly claims: string | null; readonly consent: boolean }): Promise<string>
  /** Whether `code` came from the page of a finished sign-in of this very click. Works once. */
  redeem(code: string, what: SignInFor): Promise<boolean>
}

/** How a sign-in ended, for the page that says so. */
export type SignInEnd =
  | { readonly is: 'done'; readonly code: string }
  | { readonly is: 'expired' }
  | { readonly is: 'not-finished' }
  | { readonly is: 'somebody-else' }
  | { readonly is: 'blocked' }
  | { readonly is: 'failed' }

/** The two steps of a sign-in that a browser takes. */
export interface SignInSteps {
  /** Where the browser goes from our start page; `null` for a sign-in that is not under way. */
  start(flow: string): Promise<string | null>
  /** What Entra sent the browser back with. */
  finish(query: URLSearchParams): Promise<SignInEnd>
}

/** How an administrator's visit to Entra ended. */
export type ConsentEnd = 'done' | 'not-finished' | 'expired'

/** The two steps of granting permissions that an administrator's browser takes. */
export interface ConsentSteps {
  /** Where the browser goes from our page; `null` for a key that is not ours, or too old. */
  start(key: string): string | null
  /** What Entra sent the browser back with. */
  finish(query: URLSearchParams): Promise<ConsentEnd>
}

/** Where a message goes. */
export interface Address {
  readonly serviceUrl: string
  readonly tenantId: string
  readonly conversationId: ConversationId
  readonly kind: Conversation['kind']
  /** The first message of the thread to reply in; `null` starts a thread, and is all a 1:1 chat knows. */
  readonly threadId: ActivityId | null
}

/** One message: a card alone, or text alone (Teams splits a message that has both). */
export interface Message {
  /** What the notification says; without it the phone shows "Sent a card". */
  readonly summary: string
  readonly body: { readonly card: object } | { readonly text: string }
}

/** Teams's connector: three calls, each tried once, each with a deadline. */
export interface Connector {
  /** @throws BotError; `unclear` when the message may stand in the conversation all the same. */
  post(to: Address, message: Message, signal: AbortSignal): Promise<ActivityId>
  /** @throws BotError; `not-found` with detail `ActivityNotFoundInConversation` when the message was deleted. */
  update(to: Address, activityId: ActivityId, message: Message, signal: AbortSignal): Promise<void>
}

/** A team's channels, as Teams lists them; `name` is null for General. */
export interface TeamDirectory {
  /** @throws BotError */
  channels(
    serviceUrl: string,
    teamId: string,
    signal: AbortSignal,
  ): Promise<{ readonly id: ConversationId; readonly name: string | null }[]>
}

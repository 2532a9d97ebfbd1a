import { ANSWER_WORDS } from '../domain/answer-words.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { Mode } from '../domain/granted.ts'
import type { ActingPerson, Clock, SignInFor, SignInPages, UserTokens } from '../ports.ts'
import type { AuditRecords } from '../records/audit.ts'
import { auditClick } from './audit-click.ts'

/** What acting as the person who clicked needs. */
export interface PersonPorts {
  readonly store: AuditRecords
  readonly tokens: UserTokens
  readonly signIn: SignInPages
  readonly mode: Mode
  readonly now: Clock
}

/** The person's own rights at Defender, or what must happen before we have them. */
export async function actingPerson(
  ports: PersonPorts,
  click: Click,
  what: SignInFor,
  signal: AbortSignal,
): Promise<ActingPerson | ClickReply> {
  if (click.signInCode !== null && !(await ports.signIn.redeem(click.signInCode, what))) {
    await auditClick(ports, click, 'sign-in code refused')
    return { is: 'wrong-code' }
  }
  try {
    return click.ssoToken === null
      ? await ports.tokens.fromSession(click.person.id, signal)
      : await ports.tokens.fromSso(click.person.id, click.ssoToken, signal)
  } catch (error) {
    if (!(error instanceof BotError)) throw error
    switch (error.code) {
      case 'sign-in-needed':
        return askToSignIn(ports, click, what, error)
      case 'token-refused':
        await auditClick(ports, click, `token refused: ${error.detail ?? 'unknown'}`)
        return { is: 'sso-failed' }
      case 'forbidden':
        await auditClick(ports, click, 'not assigned to PocketSOC')
        return { is: 'words', text: 'Your organisation does not let you use this. Nothing was done. Ask your administrator.' }
      case 'unauthorized':
        if (ports.mode === 'application') return { is: 'words', text: ANSWER_WORDS['app-unauthorized'] }
        return NOT_CHECKED
      default:
        return NOT_CHECKED
    }
  }
}

const NOT_CHECKED = { is: 'words', text: 'Your sign-in could not be checked just now. Nothing was done; try again.' } as const

/**
 * What must happen before something can go on as the person after their press is answered; `null` where they have a session. Single sign-on
 * tells who they are, and begins none for somebody who signed out.
 */
export async function lackOfSession(
  ports: PersonPorts,
  click: Click,
  what: SignInFor,
  signal: AbortSignal,
): Promise<ClickReply | null> {
  try {
    await ports.tokens.fromSession(click.person.id, signal)
    return null
  } catch (error) {
    if (error instanceof BotError && error.code === 'sign-in-needed') return askToSignIn(ports, click, what, error)
    throw error
  }
}

/** Why a person has to sign in. */
export const SIGN_IN_WORDS: Readonly<Record<Mode, string>> = {
  delegated: 'Sign in, so that this runs as you',
  application: 'Sign in, so that it is known who asks',
}

/** Single sign-on is silent, but only in 1:1 chats, and it cannot bring more proof than it has. */
export async function askToSignIn(ports: PersonPorts, click: Click, what: SignInFor, why: BotError): Promise<ClickReply> {
  const url = await ports.signIn.begin(what, { claims: why.claims, consent: why.consent })
  const sso = click.kind === 'personal' && click.ssoToken === null && why.claims === null && !why.consent
  const text = why.claims === null ? SIGN_IN_WORDS[ports.mode] : 'Defender wants more proof that it is you'
  return { is: 'sign-in', text, url, sso }
}

/** Whether what we got is a person, and not yet an answer. */
export function isPerson(one: ActingPerson | ClickReply): one is ActingPerson {
  return !('is' in one)
}

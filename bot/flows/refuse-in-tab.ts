import { ANSWER_WORDS } from '../domain/answer-words.ts'
import { BotError } from '../domain/error.ts'
import type { Mode } from '../domain/granted.ts'
import type { ConversationId, MachineId } from '../domain/ids.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { TabProblem } from '../tab-contract.ts'
import type { PersonPorts } from './acting-person.ts'
import { SIGN_IN_WORDS } from './acting-person.ts'
import { auditTabRefusal } from './audit-click.ts'

const NOT_SIGNED_IN =
  'Try again, and allow PocketSOC when Teams asks. If that does not help, an administrator has to consent to PocketSOC.'

/** For whom Defender is read. */
const SHOWN_TO: Readonly<Record<Mode, string>> = { delegated: 'you', application: 'PocketSOC' }

/** Title and words of a 401, by whose token it answered. */
const NOT_ACCEPTED: Readonly<Record<Mode, readonly [string, string]>> = {
  delegated: [
    'Your sign-in was not accepted',
    'Its licence, the account or the set-up of PocketSOC may be the reason, so signing in again may not help.',
  ],
  application: ['PocketSOC itself was not accepted', ANSWER_WORDS['app-unauthorized'].replace(' Nothing was done.', '')],
}

/** A sign-in from the tab belongs to no conversation. */
const NOWHERE = '' as ConversationId

/** What somebody wanted done. */
export interface TabWish {
  readonly verb: string
  readonly machineId: MachineId | null
}

/**
 * Why a request of the tab was not met, in words for the person, and on record where they may not have what they wanted done.
 * `wish` is null when they only looked, `viewer` while the token has not been proven.
 * @throws what is no failure that people can be told of
 */
export async function refuseInTab(
  ports: Pick<PersonPorts, 'store' | 'now' | 'signIn' | 'mode'>,
  error: unknown,
  viewer: Viewer | null,
  wish: TabWish | null,
): Promise<TabProblem> {
  if (!(error instanceof BotError)) throw error
  const { signIn, mode } = ports
  const why = whyRefused(error)
  if (viewer && wish && why !== null) await auditTabRefusal(ports, viewer, wish.machineId, wish.verb, why)
  const problem = (status: number, title: string, detail: string): TabProblem => ({
    type: 'about:blank',
    status,
    title,
    detail: wish ? `${detail} Nothing was done.` : detail,
  })
  switch (error.code) {
    case 'token-refused':
      return error.detail === 'none'
        ? { ...problem(401, 'Teams did not sign you in', NOT_SIGNED_IN), need: 'token' }
        : { ...problem(401, 'Sign-in is over', 'Teams has to bring a new sign-in of yours.'), need: 'token' }
    case 'sign-in-needed': {
      if (!viewer) throw error
      const what = { personId: viewer.id, conversationId: NOWHERE, caseId: null, verb: 'tab', nonce: 0 }
      const signInUrl = await signIn.begin(what, { claims: error.claims, consent: error.consent })
      const detail = error.claims === null ? `${SIGN_IN_WORDS[mode]}.` : 'Defender wants more proof that it is you.'
      const claims = error.claims === null ? {} : { claims: error.claims }
      return { ...problem(401, 'Sign in', detail), need: 'sign-in', signInUrl, ...claims }
    }
    case 'not-found':
      return problem(404, 'Nothing to see here', `There is no such thing, or Defender does not show it to ${SHOWN_TO[mode]}.`)
    case 'forbidden':
      return problem(403, 'You may not use this', 'Your organisation does not let you use this. Ask your administrator.')
    case 'unauthorized':
      return problem(403, ...NOT_ACCEPTED[mode])
    case 'throttled':
      return problem(503, 'Defender is limiting requests', 'Try again in a minute.')
    case 'unreachable':
    case 'unclear':
    case 'rejected':
    case 'too-big':
      return problem(503, 'Defender did not answer', 'Defender or your sign-in could not be reached just now. Try again.')
  }
}

/** `null` when it is no refusal of the person, or is on record already. */
function whyRefused({ code, message, onRecord }: BotError): string | null {
  if (onRecord) return null
  if (code === 'forbidden') return 'not assigned to PocketSOC'
  return code === 'not-found' ? message : null
}

/** What Defender's plain refusals mean, whatever was asked of it. */
export const ANSWER_WORDS = {
  rejected: 'Defender refused the request itself. Nothing was done. The Defender portal may say more.',
  'sign-in-needed': 'Defender wants you to sign in again. Nothing was done.',
  unauthorized:
    'Defender did not accept your sign-in for this. Its licence or the account may be the reason, so signing in again may not help. Nothing was done.',
  'app-unauthorized':
    'PocketSOC’s own credentials were not accepted; its secret or Defender’s licence may be the reason. Signing in changes nothing: tell whoever runs PocketSOC. Nothing was done.',
  throttled: 'Defender is limiting requests. Nothing was done; try again in a minute.',
  unreachable: 'Defender could not be reached. Nothing was done; try again.',
} as const

/** A 401, by whose token it answered. */
export const UNAUTHORIZED = { delegated: 'unauthorized', application: 'app-unauthorized' } as const

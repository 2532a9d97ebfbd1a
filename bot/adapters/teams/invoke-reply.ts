import type { ClickReply } from '../../domain/click.ts'

/** The body of a card action's answer; the HTTP status is always 200 (Universal Action model). */
export type InvokeBody =
  | { readonly statusCode: 200; readonly type: 'application/vnd.microsoft.card.adaptive'; readonly value: object }
  | { readonly statusCode: 200; readonly type: 'application/vnd.microsoft.activity.message'; readonly value: string }
  | { readonly statusCode: 401; readonly type: 'application/vnd.microsoft.activity.loginRequest'; readonly value: object }
  | { readonly statusCode: 401; readonly type: 'application/vnd.microsoft.error.invalidAuthCode' }
  | { readonly statusCode: 412; readonly type: 'application/vnd.microsoft.error.preconditionFailed'; readonly value: object }
  | { readonly statusCode: 500; readonly type: 'application/vnd.microsoft.error'; readonly value: object }

/** Teams takes these six and shows an error for any other; a refusal has to be words or a card. `newId` makes the id of a token request. @throws Error for words that are none. */
export function invokeBody(reply: ClickReply, newId: () => string): InvokeBody {
  switch (reply.is) {
    case 'card':
      return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: reply.card }
    case 'words':
      if (!reply.text) throw new Error('Teams takes an empty answer for a failure, and presses again')
      return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: reply.text }
    case 'sign-in':
      return { statusCode: 401, type: 'application/vnd.microsoft.activity.loginRequest', value: loginRequest(reply, newId) }
    case 'wrong-code':
      return { statusCode: 401, type: 'application/vnd.microsoft.error.invalidAuthCode' }
    case 'sso-failed':
      return {
        statusCode: 412,
        type: 'application/vnd.microsoft.error.preconditionFailed',
        value: { code: '412', message: 'The token could not be used' },
      }
  }
}

/** The answer to a click that made us fail; `reference` stands in the log beside the fault. */
export function failureBody(reference: string): InvokeBody {
  const message = `PocketSOC failed on this. Nothing more is known to you or it: look at the machine. Reference ${reference}`
  return { statusCode: 500, type: 'application/vnd.microsoft.error', value: { code: 'InternalError', message } }
}

/** Exactly one button of type `signin`; single sign-on is offered by `tokenExchangeResource`, which channels do not support. */
function loginRequest({ text, url, sso }: Extract<ClickReply, { is: 'sign-in' }>, newId: () => string): object {
  return {
    text,
    connectionName: 'pocketsoc',
    ...(sso && { tokenExchangeResource: { id: newId() } }),
    buttons: [{ type: 'signin', title: 'Sign in', text: 'Sign in', value: url }],
  }
}

import assert from 'node:assert/strict'
import { BotError } from '../../domain/error.ts'
import { entraError } from './entra-error.ts'

describe('what Entra refuses', () => {
  for (const [what, told, code, more] of [
    [
      'no consent',
      { errorCode: 'invalid_grant', errorNo: '65001', subError: 'consent_required' },
      'sign-in-needed',
      { consent: true },
    ],
    ['no consent, without saying so', { errorCode: 'invalid_grant', errorNo: '65001' }, 'sign-in-needed', { consent: true }],
    [
      'no consent, by another number',
      { errorCode: 'invalid_grant', subError: 'consent_required' },
      'sign-in-needed',
      { consent: true },
    ],
    [
      'proof, by another number and word',
      { errorCode: 'new', errorNo: '1', claims: '{"a":1}' },
      'sign-in-needed',
      { claims: '{"a":1}' },
    ],
    ['consent as a word of its own', { errorCode: 'consent_required' }, 'sign-in-needed', { consent: true }],
    [
      'more proof',
      { errorCode: 'interaction_required', errorNo: '50076', claims: '{"a":1}' },
      'sign-in-needed',
      { claims: '{"a":1}' },
    ],
    [
      'enrolment',
      { errorCode: 'interaction_required', errorNo: '50079', claims: '{"a":1}' },
      'sign-in-needed',
      { claims: '{"a":1}' },
    ],
    [
      'conditional access',
      { errorCode: 'interaction_required', errorNo: '53003', claims: '{"a":1}' },
      'sign-in-needed',
      { claims: '{"a":1}' },
    ],
    [
      'another provider’s proof',
      { errorCode: 'interaction_required', errorNo: '50158', claims: '{"a":1}' },
      'sign-in-needed',
      { claims: '{"a":1}' },
    ],
    [
      'a device that does not comply',
      { errorCode: 'interaction_required', errorNo: '53000', claims: '{"a":1}' },
      'sign-in-needed',
      { claims: '{"a":1}' },
    ],
    ['an assertion that has expired', { errorCode: 'invalid_grant', errorNo: '500133' }, 'sign-in-needed', {}],
    ['an assertion that is wrong', { errorCode: 'invalid_grant', errorNo: '50013' }, 'sign-in-needed', {}],
    ['a refresh token at its end', { errorCode: 'invalid_grant', errorNo: '700082' }, 'sign-in-needed', {}],
    ['a grant that has expired', { errorCode: 'invalid_grant', errorNo: '70008' }, 'sign-in-needed', {}],
    ['a session that was revoked', { errorCode: 'invalid_grant', errorNo: '50173' }, 'sign-in-needed', {}],
    ['no token in the session', { errorCode: 'no_tokens_found' }, 'sign-in-needed', {}],
    ['a person who is not assigned', { errorCode: 'invalid_grant', errorNo: '50105' }, 'forbidden', {}],
    ['a person whose account is disabled', { errorCode: 'invalid_grant', errorNo: '50057' }, 'forbidden', {}],
    ['a person whom policy blocks', { errorCode: 'interaction_required', errorNo: '530034', claims: '{"a":1}' }, 'forbidden', {}],
    ['a wrong secret', { errorCode: 'invalid_client', errorNo: '7000215' }, 'unauthorized', {}],
    ['a secret that has expired', { errorCode: 'invalid_client', errorNo: '7000222' }, 'unauthorized', {}],
    ['a certificate that it does not know', { errorCode: 'invalid_client', errorNo: '700027' }, 'unauthorized', {}],
    ['an answer that is no JSON', { errorCode: 'token_parsing_error' }, 'unclear', {}],
    ['no network', { errorCode: 'network_error' }, 'unclear', {}],
    ['its own failure', { errorCode: 'server_error' }, 'unclear', {}],
    ['something new', {}, 'unclear', {}],
  ] as const) {
    it(`for ${what} means ${code}`, () => {
      const error = entraError(Object.assign(new Error('never looked at'), told))
      assert.deepEqual(
        [error.code, error.claims, error.consent],
        [code, 'claims' in more ? more.claims : null, 'consent' in more],
      )
    })
  }

  for (const errorNo of ['50076', '50079', '50158', '53003', '50013', '500133', '70008', '700082', '50173']) {
    it(`for AADSTS${errorNo} means sign-in-needed, whatever the word beside it`, () =>
      assert.equal(entraError({ errorCode: 'invalid_request', errorNo }).code, 'sign-in-needed'))
  }

  it('names the number for the log, and none of the words', () => {
    const error = entraError(
      Object.assign(new Error('AADSTS50076: secret words'), { errorCode: 'interaction_required', errorNo: '50076' }),
    )
    assert.deepEqual([error.detail, error.message], ['AADSTS50076', 'Entra: interaction_required'])
  })

  it('lets an error of ours be', () => {
    const ours = new BotError('token-refused', 'x', { detail: 'oid' })
    assert.equal(entraError(ours), ours)
  })
})

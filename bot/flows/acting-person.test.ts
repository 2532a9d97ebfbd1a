import assert from 'node:assert/strict'
import type { Click } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { Mode } from '../domain/granted.ts'
import { instantOf } from '../domain/instant.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleApproval, sampleConversation } from '../test/samples.ts'
import { actingPerson } from './acting-person.ts'

describe('a press while Entra refuses a credential', () => {
  const { id: conversationId, kind } = sampleConversation()
  const click: Click = {
    person: sampleApproval().askedBy,
    conversationId,
    kind,
    verb: 'isolate',
    data: {},
    automatic: false,
    signInCode: null,
    ssoToken: null,
  }
  const told = async (mode: Mode) => {
    const refused = async () => {
      throw new BotError('unauthorized', 'Entra: invalid_client')
    }
    await using store = await freshStore()
    const ports = {
      store,
      tokens: { fromSession: refused, fromSso: refused, signOut: async () => undefined },
      signIn: { begin: () => assert.fail('nobody is asked to sign in'), redeem: () => assert.fail('nothing to redeem') },
      mode,
      now: () => instantOf(0),
    }
    const what = { personId: click.person.id, conversationId, caseId: null, verb: 'isolate', nonce: 0 }
    const reply = await actingPerson(ports, click, what, AbortSignal.timeout(1000))
    return 'text' in reply ? reply.text : assert.fail(JSON.stringify(reply))
  }

  it('says that the sign-in could not be checked where the person’s token acts', async () =>
    assert.match(await told('delegated'), /^Your sign-in could not be checked/))

  it('says that PocketSOC itself was refused, and whom to tell, where the app’s token acts', async () =>
    assert.match(await told('application'), /^PocketSOC’s own credentials.*tell whoever runs PocketSOC/))
})

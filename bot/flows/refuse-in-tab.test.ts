import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import { refuseInTab } from './refuse-in-tab.ts'

describe('a 401 in the tab', () => {
  const signIn = { begin: () => assert.fail('nobody is asked to sign in'), redeem: () => assert.fail('nothing to redeem') }
  const told = async (mode: 'delegated' | 'application', acting: boolean) => {
    const { status, title, detail } = await refuseInTab({ signIn, mode }, new BotError('unauthorized', '401'), null, acting)
    return `${status} ${title}: ${detail}`
  }

  it('is about the sign-in of whoever asked where their token is used', async () =>
    assert.match(await told('delegated', false), /^403 Your sign-in was not accepted: /))

  it('is about PocketSOC in application mode, says whom to tell, and that nothing was done once', async () => {
    assert.match(await told('application', false), /^403 PocketSOC itself was not accepted: .*tell whoever runs PocketSOC\.$/)
    assert.match(await told('application', true), /tell whoever runs PocketSOC\. Nothing was done\.$/)
    assert.doesNotMatch(await told('application', true), /your sign-in/i)
  })
})

import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { Check } from './check.ts'
import { carryOut, given, NotLookedAt, ok } from './check.ts'

const check = (name: string, run: Check['run']): Check => ({ group: 'Group', name, run, mend: 'Mend it.' })
const never = () => new AbortController().signal

describe('carrying out checks', () => {
  it('tells what each found in their order; one that throws hides no other', async () => {
    const findings = await carryOut(
      [
        check('first', async () => {
          throw new BotError('unauthorized', 'Entra: invalid_client', { detail: 'AADSTS1' })
        }),
        check('second', async () => ok('fine')),
      ],
      never(),
    )
    assert.deepEqual(findings, [
      { group: 'Group', name: 'first', is: 'missing', says: 'Entra: invalid_client (AADSTS1)', mend: 'Mend it.' },
      { group: 'Group', name: 'second', is: 'ok', says: 'fine' },
    ])
  })

  it('says that it did not look where an earlier step failed, for the reason that began it', async () => {
    const settings = Promise.reject(new NotLookedAt('settings are missing'))
    const token = given(settings, 'there is no secret')
    const findings = await carryOut(
      [
        check('of the root', async () => ok(await given(token, 'there is no token'))),
        check('of a failure', async () => ok(await given(Promise.reject(new Error('down')), 'nothing answers'))),
      ],
      never(),
    )
    assert.deepEqual(
      findings.map(({ is, says }) => `${is}: ${says}`),
      ['unseen: not looked at, because settings are missing', 'unseen: not looked at, because nothing answers'],
    )
  })

  it('waits for nothing that hangs once it is stopped', async () => {
    const stop = new AbortController()
    const told = carryOut([check('hangs', () => new Promise(() => undefined))], stop.signal)
    stop.abort(new Error('stopped'))
    assert.deepEqual(await told, [{ group: 'Group', name: 'hangs', is: 'missing', says: 'stopped', mend: 'Mend it.' }])
  })
})

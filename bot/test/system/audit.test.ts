import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { plainEnv } from '../../../infra/local/demo/bot-process.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

describe('the audit, over the wire', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole(
      ['1', '2', '3'].map((digit) => alertOn(digit, 'Workstations')),
      ['1', '2', '3'].map((digit) => machineOf(digit, 'Workstations')),
    )
    const card = await whole.saying(HIGH, 'Alert on 1')
    await whole.click('responder', card, 'isolate', { signIn: true })
    await whole.click('responder', card, 'confirm-isolate', { inputs: { reason: 'Credential dumping' } })
    await whole.saying(HIGH, '"Isolating')
  })
  after(() => whole?.[Symbol.asyncDispose]())

  /** The operator's command, with the bot's own settings, while the bot runs. */
  const audit = (...args: string[]): Promise<{ readonly code: unknown; readonly said: string }> => {
    const env = { ...plainEnv(), ...whole.demo.tenant.botEnv(), DATA_DIR: dirname(whole.demo.logFile) }
    const command = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../audit.ts'), ...args]
    return new Promise((resolve) => {
      execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
        resolve({ code: error ? error.code : 0, said: `${stdout}${stderr}` }),
      )
    })
  }

  it('is chained as the log tells it, with no name or words in the chain', async () => {
    const accepted = readFileSync(whole.demo.logFile, 'utf8')
      .split('\n')
      .find((line) => line.includes('"audit.action.accepted"'))
    const { seq, hash, detail } = JSON.parse(accepted ?? '')
    assert.deepEqual(Object.keys(detail), ['tid', 'mode', 'verb', 'reason', 'isolationType', 'upn'])
    const { code, said } = await audit('verify', '--head', `${seq}:${hash}`)
    assert.deepEqual([code, said.slice(0, 7)], [0, 'Whole: '], said)

    using file = new DatabaseSync(join(dirname(whole.demo.logFile), 'pocketsoc.sqlite'), { readOnly: true })
    const bodies = JSON.stringify(file.prepare('select event, body from audit').all())
    assert.match(bodies, /action\.accepted/)
    assert.doesNotMatch(bodies, /responder@|Robin|Credential dumping/i)
  })

  it('agrees with Defender; an isolation made there directly is told, and explained by itself', async () => {
    const portal = { machineId: '2'.repeat(40), type: 'Isolate', requestor: 'admin@fabrikam.example', comment: 'By hand' }
    await whole.control('machine-actions', portal)
    const { code, said } = await audit('reconcile', '--since', '1d')
    assert.equal(code, 0, said)
    assert.match(said, /^Made directly in Defender: 1\n {2}.*Isolate of 2{40}, .* by admin@fabrikam\.example$/m)
    assert.match(said, /^Not explained: 0$/m)
  })

  it('does not agree with a mark that it never made', async () => {
    const comment = 'Looks like ours [PocketSOC 0123456789abcdef]'
    await whole.control('machine-actions', {
      machineId: '3'.repeat(40),
      type: 'Isolate',
      requestor: 'x@fabrikam.example',
      comment,
    })
    const { code, said } = await audit('reconcile')
    assert.equal(code, 1, said)
    assert.match(said, /^Not explained: 1\n.*bears the mark 0123456789abcdef, which the audit does not know$/m)
  })
})

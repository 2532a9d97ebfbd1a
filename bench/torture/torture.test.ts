import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const KILLS = 20

describe('npm run torture, in short', function () {
  this.timeout(180_000)

  it(`loses nothing, doubles no act and leaves every card true over ${KILLS} kills`, async () => {
    const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'main.ts')]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...args, '--kills', String(KILLS), '--seed', '3'])
    assert.match(stdout, /^0 lost, 0 doubled intents, \d+ duplicate cards of \d+ unknown outcomes\n$/)
    assert.match(stderr, /[1-9]\d* requests to act/, 'nobody acted')
  })
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startDemo } from './start-demo.ts'

const OPTIONS = { port: 0, botPort: 0, alerts: null, machines: null, speed: 1, trickle: true, dataDir: null }

describe('The demo', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'pocketsoc-demo-test-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('says where to look, and on SIGTERM leaves neither processes, ports nor files behind', async () => {
    const args = [join(import.meta.dirname, '..', 'demo.ts'), '--no-open', '--port', '0', '--bot-port', '0']
    const demo = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: home }, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(demo, 'exit')
    let url = ''
    for await (const line of createInterface({ input: demo.stdout })) {
      url ||= /Look here\s+(\S+)/.exec(line)?.[1] ?? ''
      if (line.includes('Ctrl-C')) break
    }
    const conversations = await (await fetch(`${url}/control/conversations`)).json()
    assert.ok(conversations.every(({ installed }: { installed: boolean }) => installed))
    assert.equal((await fetch(`${url}/healthz`)).status, 200)

    demo.kill('SIGTERM')

    assert.deepEqual(await ended, [0, null])
    await assert.rejects(fetch(url))
    assert.deepEqual(readdirSync(home), [])
  })

  it('tells the last words of a bot that cannot start, and stops what had been started', async () => {
    mkdirSync(join(home, 'pocketsoc.sqlite'))
    await assert.rejects(
      startDemo({ ...OPTIONS, dataDir: home }, new AbortController().signal, () => undefined),
      {
        message: /^the bot ended \(code 1\)\. Its last words:\n.+/,
      },
    )
  })
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseEnv } from 'node:util'

const start = (...options: string[]) => spawn(process.execPath, [join(import.meta.dirname, '../tenant.ts'), ...options])

describe('npm run tenant', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenant-command-'))
  })
  after(() => rm(folder, { recursive: true }))

  it("writes the bot's environment for its owner alone, and stops cleanly", async () => {
    const file = join(folder, 'bot.env')
    const tenant = start('--port', '0', '--write-env', file)
    let said = ''
    for await (const part of tenant.stdout) {
      said += part
      if (said.includes(`. ${file};`)) break
    }
    const env = parseEnv(await readFile(file, 'utf8'))
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.ok(existsSync(env['NODE_EXTRA_CA_CERTS']!))
    assert.ok(said.includes(env['PUBLIC_URL']!))
    assert.ok(!said.includes(env['BOT_SECRET']!))

    tenant.kill('SIGTERM')

    const [code] = await once(tenant, 'exit')
    assert.equal(code, 0)
    assert.ok(!existsSync(env['NODE_EXTRA_CA_CERTS']!))
  })

  for (const [options, complaint] of [
    [['--port', 'abc'], '--port must be a port number, not "abc"'],
    [['--bot-port', '70000'], '--bot-port must be a port number, not "70000"'],
    [['--prot', '1'], "Unknown option '--prot'"],
  ] as const) {
    it(`complains about ${options.join(' ')}`, async () => {
      const tenant = start(...options)
      const [said, [code]] = await Promise.all([text(tenant.stderr), once(tenant, 'exit')])
      assert.ok(said.includes(complaint), said)
      assert.equal(code, 1)
    })
  }
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockDataDir } from './lock-data-dir.ts'

const LOCKER = `import { lockDataDir } from '${join(import.meta.dirname, 'lock-data-dir.ts')}'
  lockDataDir(process.argv[1]); console.log('locked'); setInterval(() => undefined, 1000)`

describe('The data directory', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'pocketsoc-lock-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  it('serves one instance: another is told the file, the process, and what to do', async () => {
    const first = spawn(process.execPath, ['--input-type=module-typescript', '--eval', LOCKER, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(first.stdout, 'data')
    assert.throws(
      () => lockDataDir(dir),
      (error: Error) =>
        [join(dir, 'pocketsoc.lock'), `process ${first.pid}`, 'DATABASE_URL', 'PostgreSQL'].every((part) =>
          error.message.includes(part),
        ),
    )

    first.kill('SIGKILL')
    await once(first, 'exit')
    lockDataDir(dir)[Symbol.dispose]()
    lockDataDir(dir)[Symbol.dispose]()
    assert.deepEqual(await readdir(dir), ['pocketsoc.lock'])
  })
})

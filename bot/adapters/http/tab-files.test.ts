import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { TabFiles } from './tab-files.ts'
import { createTabFiles } from './tab-files.ts'

const TEAMS = {
  teamsUrl: 'https://teams.example.com',
  teamsOrigins: ['https://teams.example.com', 'https://*.teams.example.com'],
}
const SCRIPT = 'export const x = 1\n'.repeat(200)

describe('the files of the tab', () => {
  let home: string
  let files: TabFiles

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'pocketsoc-tab-'))
    files = createTabFiles(join(home, 'dist'), TEAMS)
  })
  afterEach(() => rmSync(home, { recursive: true }))

  const build = () => {
    mkdirSync(join(home, 'dist', 'assets'), { recursive: true })
    writeFileSync(join(home, 'dist', 'index.html'), '<!doctype html>')
    writeFileSync(join(home, 'dist', 'assets', 'main-1a2b.js'), SCRIPT)
    writeFileSync(join(home, 'dist', 'notes.txt'), 'not for anybody')
    writeFileSync(join(home, 'secret.html'), 'not for anybody')
  }

  it('are not there before the build, which a page says, and are once it has run', async () => {
    const before = await files('', true)
    assert.equal(before?.status, 503)
    assert.match(String(before?.body), /The tab is not built.*npm run build/s)
    build()
    assert.equal((await files('', true))?.status, 200)
  })

  it('are pages that nobody keeps, under a policy that lets Teams alone frame them', async () => {
    build()
    const page = await files('', true)
    assert.deepEqual([page?.headers['cache-control'], page?.headers['content-type']], ['no-store', 'text/html; charset=utf-8'])
    const policy = page?.headers['content-security-policy'] ?? ''
    assert.match(
      policy,
      /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' https:\/\/res\.cdn\.office\.net;/,
    )
    assert.match(policy, /; frame-ancestors 'self' https:\/\/teams\.example\.com https:\/\/\*\.teams\.example\.com$/)
    assert.equal(page?.headers['x-frame-options'], undefined)
    assert.deepEqual(await files('index.html', true), page)
  })

  it('are not looked for behind the link that leads to Teams', async () => {
    const link = await files('teams', true)
    assert.deepEqual([link?.status, link?.headers['location']], [302, 'https://teams.example.com'])
  })

  it('are assets that are kept for good, packed for whoever takes that', async () => {
    build()
    const packed = await files('assets/main-1a2b.js', true)
    assert.equal(packed?.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(packed?.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(packed?.body ?? '').toString(), SCRIPT)
    const plain = await files('assets/main-1a2b.js', false)
    assert.equal(String(plain?.body), SCRIPT)
    assert.equal(plain?.headers['content-encoding'], undefined)
    assert.equal(plain?.headers['vary'], 'accept-encoding')
  })

  for (const name of ['../secret.html', 'notes.txt', 'assets', 'assets/none.js', 'constructor', '%2e%2e/secret.html']) {
    it(`are not ${name}`, async () => {
      build()
      assert.equal(await files(name, true), null)
    })
  }
})

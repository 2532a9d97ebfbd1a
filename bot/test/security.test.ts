import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const home = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(home, 'SECURITY.md'), 'utf8')
const guards = page.slice(page.indexOf('## What comes in'), page.indexOf('## Permissions'))

/** The rows of the page's tables: the clause, the title of the test that breaks it, and its file. */
const rows = guards
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.includes('| broken by |'))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const [title = '', link = ''] = cells.slice(-3, -1)
    return { clause: cells[1] ?? '', title, file: /^\[\w[\w-]*\]\((\S+\.test\.ts)\)$/.exec(link)?.[1] ?? '' }
  })

describe('what SECURITY.md says of each check', function () {
  this.timeout(60_000)
  let titles: Set<string>

  before(() => {
    const mocha = join(dirname(createRequire(import.meta.url).resolve('mocha/package.json')), 'bin', 'mocha.js')
    const files = [...new Set(rows.map(({ file }) => file))].filter(Boolean)
    const told = execFileSync(process.execPath, [mocha, '--dry-run', '--reporter', 'json', ...files], { cwd: home })
    const { tests } = JSON.parse(told.toString()) as { tests: readonly { title: string; file: string }[] }
    titles = new Set(tests.map(({ title, file }) => `${file.slice(home.length + 1)}: ${title}`))
  })

  it('is many rows, each with a test of its own', () => {
    assert.ok(rows.length > 120, `${rows.length} rows`)
    const tests = rows.map(({ title, file }) => `${file}: ${title}`)
    assert.deepEqual(
      tests.filter((one, at) => tests.indexOf(one) !== at),
      [],
    )
  })

  for (const { clause, title, file } of rows) {
    it(`is so: ${clause.replaceAll('`', '')} — ${title}`, () =>
      assert.ok(titles.has(`${file}: ${title}`), `${file || 'No file'} has no test "${title}"`))
  }
})

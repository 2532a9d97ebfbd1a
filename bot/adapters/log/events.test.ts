import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

describe('a fault in the log', () => {
  const at = (name: string) => JSON.stringify(join(import.meta.dirname, name))
  /** What is logged of an error with these words, told to the events in this way. */
  const logged = (way: string, words: string): { why: string; stack: string } => {
    const script = `import { createEvents } from ${at('events.ts')}
      import { createTrail } from ${at('trail.ts')}
      const events = createEvents('info', () => undefined, createTrail())
      const error = new Error(${JSON.stringify(words)})
      ${way}`
    return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }))
  }

  for (const way of [
    'events.crashed(error)',
    "events.passFailed('poll', error)",
    'events.turnFailed(error)',
    'events.requestFailed(error)',
  ]) {
    it(`has no token in its stack, nor what would break the line, nor without end: ${way}`, () => {
      const { why, stack } = logged(way, 'no\u2028eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxIn0.c2ln')
      assert.equal(why, 'Error: no [token]')
      assert.match(stack, /^Error: no \[token\]\s+at /)
      assert.equal(logged(way, 'x'.repeat(99_999)).stack.length, 4000)
    })
  }
})

import assert from 'node:assert/strict'
import type { Finding, Outcome } from './check.ts'
import { missing, off, ok, warning } from './check.ts'
import { isUnfit, reportOf } from './report.ts'

const finding = (group: string, name: string, outcome: Outcome): Finding => ({ group, name, ...outcome })
const plain = (findings: readonly Finding[]) => reportOf(findings, (_, text) => text)

describe('the doctor’s report', () => {
  it('has a line for each finding, by group, and below it how to mend it', () => {
    const findings = [finding('Tokens', 'bot', ok('given')), finding('Teams', 'rules', warning('none', 'Set one.'))]
    assert.equal(
      plain(findings),
      [
        'Tokens',
        '  ok       bot                given',
        '',
        'Teams',
        '  warning  rules              none',
        '                              → Set one.',
        '',
        'Nothing essential is missing: 1 ok, 1 warning.',
        '',
      ].join('\n'),
    )
    assert.equal(isUnfit(findings), false)
  })

  it('says once what neighbours have in common, and lets long names have their own line', () => {
    const [one, two] = ['Machine.Isolate', 'User.Read.All'].map((name) => finding('P', name, missing('not granted', 'Grant it.')))
    assert.equal(
      plain([one!, two!, finding('P', 'Alert.Read', ok('granted'))]),
      [
        'P',
        '  MISSING  Machine.Isolate, User.Read.All',
        '                              not granted',
        '                              → Grant it.',
        '  ok       Alert.Read         granted',
        '',
        'Something essential is missing: 1 ok, 2 missing.',
        '',
      ].join('\n'),
    )
  })

  it('finds nothing wrong with what is off, and says how it would be had', () => {
    const findings = [finding('P', 'Machine.Scan', off('not granted', 'Run it.'))]
    assert.match(
      plain(findings),
      /^ {2}off {6}Machine\.Scan {7}not granted\n +→ Run it\.\n\nNothing essential is missing: 0 ok, 1 off\.$/m,
    )
    assert.equal(isUnfit(findings), false)
  })

  it('keeps neighbours apart that are mended in different ways', () => {
    const findings = ['bot', 'sign-in'].map((name) => finding('Tokens', name, missing('refused', `Mend ${name}.`)))
    assert.match(plain(findings), /→ Mend bot\.\n.*sign-in .*\n *→ Mend sign-in\./)
  })

  it('stays within 80 columns, and leaves a link whole', () => {
    const link = `https://soc.example.com/auth/consent?key=${'k'.repeat(100)}`
    const lines = plain([finding('G', 'n', missing('word '.repeat(40).trim(), `Open ${link}`))]).split('\n')
    assert.ok(lines.filter((line) => line.length > 80).every((line) => line.trim() === link))
    assert.ok(lines.some((line) => line.trim() === link))
  })

  it('colours the state alone', () => {
    const painted = reportOf([finding('G', 'n', ok('fine'))], (is, text) => `<${is}>${text}</>`)
    assert.match(painted, /^ {2}<ok>ok {5}<\/> {2}n +fine$/m)
  })
})

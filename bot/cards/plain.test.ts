import assert from 'node:assert/strict'
import { plain } from './plain.ts'

describe('outside text', () => {
  it('keeps names, paths, command lines and Markdown as they were written', () => {
    for (const text of [
      'srv-01_app.corp.local',
      'C:\\Users\\a_b\\$x',
      'cmd /c "dir *.exe" > out.txt',
      '[a](b) **c** 1. d',
      'Łódź 東京',
    ])
      assert.equal(plain(text, 100), text)
  })

  it('loses what clients would expand, however it is nested', () => {
    assert.equal(plain('{{{DATE(x)}}}', 100), '{ { {DATE(x)}}}')
    assert.equal(plain('\u0024{title} $\u0024{{x}}', 100), '$ {title} $$ { {x}}')
  })

  it('cannot pose as a mention', () => {
    assert.equal(plain('<at>Lena</at> < AT >x</ at >', 100), '‹at>Lena‹/at> ‹ AT >x‹/ at >')
    assert.equal(plain('<a\u200Bt>Lena', 100), '‹at>Lena')
  })

  it('loses characters that hide, reorder or break the line', () => {
    assert.equal(plain('a\u202Eb\u2066c\u200Fd\u061Ce\u200Bf\uFEFFg\u00ADh\u{E0041}i', 100), 'abcdefghi')
    assert.equal(plain(' one\r\ntwo\u2028three\t\u0000four\u001b[31m ', 100), 'one two three four [31m')
    assert.equal(plain('half \uD83D', 100), 'half \uFFFD')
    assert.equal(plain(`Z${'\u0301'.repeat(50)}a`, 100), `Z${'\u0301'.repeat(3)}a`)
  })

  it('is never nothing, so that a gap on the card is seen', () => {
    for (const text of ['', '   ', '\u200B', '\u3164']) assert.equal(plain(text, 100), '(blank)')
  })

  it('is cut to its length between characters as a person sees them', () => {
    assert.equal(plain('abcdef', 6), 'abcdef')
    assert.equal(plain('abcdefg', 6), 'abcde…')
    assert.equal(plain('ab 👍🏽👍🏽', 6), 'ab…')
    assert.equal(plain('x'.repeat(10_000), 160).length, 160)
  })
})

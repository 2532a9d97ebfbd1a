import assert from 'node:assert/strict'
import { renderMarkdown } from './markdown.ts'

const lena = { text: '<at>Lena</at>', name: 'Lena <3', me: true }

describe('Markdown as Teams reads it', () => {
  it('knows emphasis, lists and links, and nothing else', () => {
    assert.equal(renderMarkdown('**a** _b_', []), '<p><strong>a</strong> <em>b</em></p>\n')
    assert.match(renderMarkdown('- a\n- b', []), /<li>a<\/li>/)
    assert.match(renderMarkdown('[a](https://b.example)', []), /<a href="https:\/\/b.example">a<\/a>/)
    assert.equal(renderMarkdown('# a `b` ~~c~~', []), '<p># a `b` ~~c~~</p>\n')
  })

  for (const link of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//b.example',
    'x',
  ]) {
    it(`makes no link to ${link}`, () => assert.doesNotMatch(renderMarkdown(`[a](${link})`, []), /<a/))
  }

  it('makes a name only of mentions that are declared', () => {
    assert.equal(renderMarkdown('<at>Lena</at>', [lena]), '<p><span class="mention me">Lena &lt;3</span></p>\n')
    assert.equal(renderMarkdown('<at>Everyone</at>', [lena]), '<p>&lt;at&gt;Everyone&lt;/at&gt;</p>\n')
  })

  it('keeps a mention out of a link’s address and title', () => {
    const html = renderMarkdown('[a](https://b.example/<at>Lena</at> "<at>Lena</at>")', [lena])
    assert.doesNotMatch(html, /<a [^>]*<span/)
  })

  it('takes no mention from a text that already carries its own mark', () => {
    assert.doesNotMatch(renderMarkdown('\uE0000\uE000', [lena]), /Lena/)
  })
})

/**
 * Outside text for a card: alert titles, machine and user names, command lines are written by whoever attacks. It goes
 * into `TextRun`s, which no Teams client reads as Markdown, so nothing has to be escaped visibly and `C:\Users\a_b`
 * stays readable. What remains is taken away here: `{{DATE()}}`, which clients expand; `<at>`, which could pose as a
 * mention; and characters that reorder, hide or break the line.
 */
export function plain(text: string, most: number): string {
  const visible = text
    .toWellFormed()
    .replaceAll(UNSEEN, '')
    .replaceAll(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .replaceAll('{{', '{ {')
    .replaceAll(/<(?=\s*\/?\s*at\b)/gi, '‹')
    .trim()
  return shortened(visible === '' ? '(blank)' : visible, most)
}

/** Characters that show nothing: marks of direction, joiners, variation marks, tags, soft hyphens. None is needed to read a name or a command line. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** At most so many characters as a person counts them, with … where something was cut. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const seen = [...GRAPHEMES.segment(text.slice(0, most * 8))]
  return seen.length <= most
    ? text
    : `${seen
        .slice(0, most - 1)
        .map(({ segment }) => segment.slice(0, 16))
        .join('')
        .trimEnd()}…`
}
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

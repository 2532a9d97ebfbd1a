/**
 * Outside text for a card: alert titles, machine and user names, command lines are written by whoever attacks. It goes
 * into `TextRun`s, which no Teams client reads as Markdown, so nothing has to be escaped visibly and `C:\Users\a_b`
 * stays readable. What remains is taken away here: `{{DATE()}}` and `${rs:…}`, which clients expand; `<at>`, which could pose
 * as a mention; and characters that reorder, hide or break the line.
 */
export function plain(text: string, most: number): string {
  const visible = text
    .toWellFormed()
    .replaceAll(UNSEEN, '')
    .replaceAll(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1') // no script stacks more marks on a letter
    .replaceAll(/[{$](?=\{)/g, '$& ')
    .replaceAll(/<(?=\s*\/?\s*at\b)/gi, '‹')
    .trim()
  return shortened(visible === '' ? '(blank)' : visible, most)
}

/** Characters that show nothing: marks of direction, joiners, variation marks, tags, soft hyphens. None is needed to read a name or a command line. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** At most `most` UTF-16 units, cut between characters as a person sees them, with … where something was cut. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  let end = 0
  for (const { index, segment } of GRAPHEMES.segment(text.slice(0, most + 20))) {
    if (index + segment.length > most - 1) break
    end = index + segment.length
  }
  return `${text.slice(0, end).trimEnd()}…`
}
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The words as a sentence goes on with them. */
export function lower(words: string): string {
  return words.replace(/^./, (letter) => letter.toLowerCase())
}

/** The words as a sentence begins. */
export function upper(words: string): string {
  return words.replace(/^./, (letter) => letter.toUpperCase())
}

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the braces are the point
/**
 * Text as an attacker would choose it: links in Markdown, a mention of everybody, template and date functions of
 * Adaptive Cards, a right-to-left override and zero-width characters. All of it must be shown as text and do nothing.
 */
export const HOSTILE_TITLE =
  '[Open the report](https://fabrikam-login.example) <at>all</at> ${title} {{DATE(2020-01-01,SHORT)}} **Q1-report_\u202Exslx.exe** was\u200B run'

const PASSAGE = [
  'The file name ends in what looks like a spreadsheet but is a program: a right-to-left override (\u202E) turns its last letters around.',
  'Its version information says: <at>Everyone</at> please [sign in again](https://fabrikam-login.example/?u=${relatedUser.userName}).',
  '# Heading\n* item\n```\ncode\n``` and | a | table |, {{TIME(2020-01-01T00:00:00Z)}}, ${if(true, machineId, description)}, \\u003cb\\u003e, &lt;b&gt;.',
  'Zero\u200Bwidth\u200Bspaces, a non-breaking\u00A0space, a null-like word: null; an emoji \u{1F6A8}; a very-long-word-without-a-break-' +
    'x'.repeat(80) +
    '.',
].join('\n\n')

/** Four thousand characters, among them all the above. */
export const HOSTILE_DESCRIPTION = PASSAGE.repeat(8).slice(0, 4_000)

/** A command line with the same in it. */
export const HOSTILE_COMMAND = 'cmd.exe /c echo ${title} "<at>all</at>" [sign in](https://fabrikam-login.example) & exit'

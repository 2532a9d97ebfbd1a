import type { Finding } from './check.ts'

type Is = Finding['is']

/** Colours a text for how a check came out; as it is, where there are no colours. */
export type Paint = (is: Is, text: string) => string

const WORDS: Readonly<Record<Is, string>> = { ok: 'ok', missing: 'MISSING', warning: 'warning', unseen: '-' }
const COLUMNS = 80
const STATE_WIDTH = 7
const NAME_WIDTH = 20
const INDENT = 2 + STATE_WIDTH + 2 + NAME_WIDTH + 2

/** All findings for a person at a terminal of 80 columns: by group, each on a line of its own with how to mend it below. */
export function reportOf(findings: readonly Finding[], paint: Paint): string {
  const groups = Map.groupBy(findings, ({ group }) => group)
  const parts = [...groups].map(([group, members]) => [group, ...members.flatMap((one) => linesOf(one, paint))].join('\n'))
  return `${[...parts, summaryOf(findings)].join('\n\n')}\n`
}

/** Whether something essential is missing. */
export const isUnfit = (findings: readonly Finding[]): boolean => findings.some(({ is }) => is === 'missing')

function linesOf(finding: Finding, paint: Paint): string[] {
  const { is, name, says } = finding
  const [first = '', ...more] = wrap(says)
  const head = `  ${paint(is, WORDS[is].padEnd(STATE_WIDTH))}  ${name.padEnd(NAME_WIDTH)}  ${first}`
  const mend = 'mend' in finding && finding.mend ? wrap(`→ ${finding.mend}`) : []
  const isLong = name.length > NAME_WIDTH
  const under = [...more, ...mend].map((line) => ' '.repeat(INDENT) + line)
  return isLong ? [head.slice(0, head.length - first.length - 2), ' '.repeat(INDENT) + first, ...under] : [head, ...under]
}

/** Breaks at spaces; a word that is longer than a line, such as a link, stays whole. */
function wrap(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > COLUMNS - INDENT) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (is: Is): number => findings.filter((one) => one.is === is).length
  const found = [
    `${count('ok')} ok`,
    ...(count('missing') > 0 ? [`${count('missing')} missing`] : []),
    ...(count('warning') > 0 ? [count('warning') === 1 ? '1 warning' : `${count('warning')} warnings`] : []),
    ...(count('unseen') > 0 ? [`${count('unseen')} not looked at`] : []),
  ].join(', ')
  return isUnfit(findings) ? `Something essential is missing: ${found}.` : `Nothing essential is missing: ${found}.`
}

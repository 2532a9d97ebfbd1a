import type { Finding } from './check.ts'

type Is = Finding['is']

/** Colours a text for how a check came out; as it is, where there are no colours. */
export type Paint = (is: Is, text: string) => string

const WORDS: Readonly<Record<Is, string>> = { ok: 'ok', missing: 'MISSING', warning: 'warning', off: 'off', unseen: '-' }
const COLUMNS = 80
const STATE_WIDTH = 7
const NAME_WIDTH = 17
const INDENT = 2 + STATE_WIDTH + 2 + NAME_WIDTH + 2

/**
 * All findings for a person at a terminal of 80 columns: by group, each with how to mend it below. Neighbours that have the
 * same to say say it once.
 */
export function reportOf(findings: readonly Finding[], paint: Paint): string {
  const groups = Map.groupBy(findings, ({ group }) => group)
  const parts = [...groups].map(([group, members]) =>
    [group, ...merged(members).flatMap((one) => linesOf(one, paint))].join('\n'),
  )
  return `${[...parts, summaryOf(findings)].join('\n\n')}\n`
}

/** Whether something essential is missing. */
export const isUnfit = (findings: readonly Finding[]): boolean => findings.some(({ is }) => is === 'missing')

function merged(findings: readonly Finding[]): Finding[] {
  const all: Finding[] = []
  for (const finding of findings) {
    const last = all.at(-1)
    if (finding.is !== 'ok' && last && isSame(last, finding))
      all[all.length - 1] = { ...last, name: `${last.name}, ${finding.name}` }
    else all.push(finding)
  }
  return all
}

function isSame(one: Finding, other: Finding): boolean {
  return one.is === other.is && one.says === other.says && mendOf(one) === mendOf(other)
}

const mendOf = (finding: Finding): string | undefined => ('mend' in finding ? finding.mend : undefined)

function linesOf(finding: Finding, paint: Paint): string[] {
  const { is, name, says } = finding
  const state = `  ${paint(is, WORDS[is].padEnd(STATE_WIDTH))}  `
  const mend = mendOf(finding)
  const told = [...wrap(says, INDENT), ...(mend ? wrap(`→ ${mend}`, INDENT) : [])]
  const under = (lines: readonly string[], indent: number) => lines.map((line) => ' '.repeat(indent) + line)
  if (name.length <= NAME_WIDTH) {
    const [first = '', ...more] = told
    return [`${state}${name.padEnd(NAME_WIDTH)}  ${first}`, ...under(more, INDENT)]
  }
  const [first = '', ...more] = wrap(name, 2 + STATE_WIDTH + 2)
  return [`${state}${first}`, ...under(more, 2 + STATE_WIDTH + 2), ...under(told, INDENT)]
}

/** Breaks at spaces, so that nothing indented so far goes beyond the edge; a word that is longer, such as a link, stays whole. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || indent + last.length + 1 + word.length > COLUMNS) lines.push(word)
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
    ...(count('off') > 0 ? [`${count('off')} off`] : []),
    ...(count('unseen') > 0 ? [`${count('unseen')} not looked at`] : []),
  ].join(', ')
  return isUnfit(findings) ? `Something essential is missing: ${found}.` : `Nothing essential is missing: ${found}.`
}

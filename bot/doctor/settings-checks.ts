import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../config.ts'
import type { Check } from './check.ts'
import { missing, ok } from './check.ts'

const SAMPLE = join(import.meta.dirname, '..', '..', '.env.sample')

/** One check for each setting that is missing or wrong, with what the setting is for; one that says so when none is. */
export function settingsChecks(problems: readonly Problem[]): Check[] {
  if (problems.length === 0) return [check('all', async () => ok('none is missing or wrong'))]
  const purposes = existsSync(SAMPLE) ? purposesIn(readFileSync(SAMPLE, 'utf8')) : new Map<string, string>()
  return problems.map(({ name, says }) => {
    const purpose = purposes.get(name)
    return check(name, async () => missing(`${says}${purpose ? `. ${purpose}` : ''}`, `Set ${name}, see .env.sample.`))
  })
}

function check(name: string, run: Check['run']): Check {
  return { group: 'Settings', name, run, mend: '' }
}

/** What each setting is for, by its name: the first sentence of the comment above it, or above those that it stands with. */
export function purposesIn(sample: string): Map<string, string> {
  const purposes = new Map<string, string>()
  let comment: string[] = []
  let isOver = false
  for (const line of sample.split('\n')) {
    const [, name] = /^#?([A-Z][A-Z_]+)=/.exec(line) ?? []
    if (name) purposes.set(name, /^.*?\.(?= |$)/.exec(comment.join(' '))?.[0] ?? comment.join(' '))
    else if (line.startsWith('# ')) comment = isOver ? [line.slice(2)] : [...comment, line.slice(2)]
    else comment = []
    isOver = Boolean(name)
  }
  return purposes
}

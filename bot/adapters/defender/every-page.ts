import type { Answer } from '../http/exchange.ts'
import { itemsOf } from './answers.ts'

/** Defender's largest page (List machines API). */
const PAGE = 10_000

/**
 * What `read` makes of the items of a whole list, asked for page by page until one is not full: Defender gives no link to the
 * next. No more than one page is held as it came; `what` names the list where an answer holds none.
 */
export async function everyPage<T>(
  ask: (page: Readonly<Record<'$top' | '$skip', string>>) => Promise<Answer>,
  what: string,
  read: (item: unknown) => T | T[],
): Promise<T[]> {
  const all: T[] = []
  for (let skip = 0; ; skip += PAGE) {
    const page = itemsOf((await ask({ $top: String(PAGE), $skip: String(skip) })).body, what)
    all.push(...page.flatMap(read))
    if (page.length < PAGE) return all
  }
}

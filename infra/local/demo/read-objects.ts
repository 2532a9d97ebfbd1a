import { readFile } from 'node:fs/promises'
import { isObject, parseObjects } from '../defender/objects.ts'

/**
 * Reads alerts or machines in the shape of Defender's API from a file: an array, or a whole answer with its array in
 * `value`. @throws Error in one line naming the option, the file and what is wrong with which item.
 */
export async function readObjects(kind: 'alert' | 'machine', option: string, path: string): Promise<readonly unknown[]> {
  const wrong = (why: string) => new Error(`${option} ${path}: ${why}`)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw wrong(REASONS[error instanceof Error && 'code' in error ? String(error.code) : ''] ?? 'the file cannot be read')
  }
  let given: unknown
  try {
    given = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw wrong(`this is not JSON (${(error instanceof Error ? error.message : '').replaceAll(/\s+/g, ' ').slice(0, 120)})`)
  }
  const items = isObject(given) && 'value' in given ? given['value'] : given
  if (!Array.isArray(items)) throw wrong(`there must be a JSON array of ${kind}s, or an object with one in "value"`)
  try {
    return parseObjects(kind, items)
  } catch (error) {
    throw wrong(`${error instanceof Error ? error.message : error} (items count from 0)`)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'you may not read this file',
}

import { BotError } from '../../domain/error.ts'

/** The items of a list answer (`{"value": […]}`). @throws BotError `unclear` when it is no list. */
export function itemsOf(body: unknown, what: string): unknown[] {
  const value = body && typeof body === 'object' && 'value' in body ? body.value : undefined
  if (!Array.isArray(value)) throw new BotError('unclear', `Defender's list of ${what} is no list`)
  return value
}

/** OData options as a query string. */
export function query(options: Readonly<Record<string, string>>): string {
  return new URLSearchParams(options).toString()
}

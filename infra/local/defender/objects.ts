/** An object of the API, kept exactly as it was given. */
export type Kept = Readonly<Record<string, unknown>>

/** The alerts or the machines of the tenant. */
export interface Objects {
  /** Adds all or none; an object with a known id replaces it. Throws an Error naming the first bad item. */
  add(items: unknown): void
  /** Replaces the properties that are given. Throws an Error when there is no such object. */
  patch(id: string, partial: unknown): void
  get(id: string): Kept | undefined
  /** By id, ascending: the order of recorded lists, whatever the time. */
  all(): readonly Kept[]
  /** When the object was last added or changed here: milliseconds since 1970. */
  changedAt(id: unknown): number
}

type Kind = 'alert' | 'machine'

/** An empty collection; `kind` is what errors call an object of it. */
export function createObjects(kind: Kind, now: () => number): Objects {
  const kept = new Map<unknown, { readonly item: Kept; readonly at: number }>()
  let sorted: readonly Kept[] | null = null

  return {
    add(items) {
      sorted = null
      for (const item of parseObjects(kind, items)) kept.set(item['id'], { item, at: now() })
    },
    patch(id, partial) {
      const known = kept.get(id)
      if (!known) throw new Error(`there is no ${kind} ${id}`)
      if (!isObject(partial)) throw new Error(`the change of ${kind} ${id} must be an object, not ${nameOf(partial)}`)
      sorted = null
      kept.set(id, { item: { ...known.item, ...partial, id }, at: now() })
    },
    get: (id) => kept.get(id)?.item,
    all() {
      sorted ??= [...kept.values()].map(({ item }) => item).sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1))
      return sorted
    },
    changedAt: (id) => kept.get(id)?.at ?? 0,
  }
}

/** Objects in the API's shape, of which only an id is asked. Throws an Error naming the first bad item, counted from 0. */
export function parseObjects(kind: Kind, items: unknown): readonly Kept[] {
  if (!Array.isArray(items)) throw new Error(`${kind}s must be a JSON array, not ${nameOf(items)}`)
  return items.map((item: unknown, index) => {
    if (!isObject(item)) throw new Error(`${kind} ${index} must be an object, not ${nameOf(item)}`)
    if (typeof item['id'] !== 'string' || item['id'] === '') {
      throw new Error(`${kind} ${index} must have a non-empty string "id"`)
    }
    return item
  })
}

/** Whether a JSON value is an object, not an array or `null`. */
export function isObject(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

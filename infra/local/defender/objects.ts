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
}

/** An empty collection; `kind` is what errors call an object of it. */
export function createObjects(kind: 'alert' | 'machine'): Objects {
  const kept = new Map<string, Kept>()

  return {
    add(items) {
      if (!Array.isArray(items)) throw new Error(`${kind}s must be a JSON array, not ${nameOf(items)}`)
      const parsed = items.map((item: unknown, index) => {
        if (!isObject(item)) throw new Error(`${kind} ${index} must be an object, not ${nameOf(item)}`)
        const id = item['id']
        if (typeof id !== 'string' || id === '') throw new Error(`${kind} ${index} must have a non-empty string "id"`)
        return [id, item] as const
      })
      for (const [id, item] of parsed) kept.set(id, item)
    },
    patch(id, partial) {
      const known = kept.get(id)
      if (!known) throw new Error(`there is no ${kind} ${id}`)
      if (!isObject(partial)) throw new Error(`the change of ${kind} ${id} must be an object, not ${nameOf(partial)}`)
      kept.set(id, { ...known, ...partial, id })
    },
    get: (id) => kept.get(id),
    all: () => [...kept.keys()].sort().map((id) => kept.get(id) ?? {}),
  }
}

/** Whether a JSON value is an object, not an array or `null`. */
export function isObject(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : `a${typeof value === 'object' ? 'n object' : ` ${typeof value}`}`
}

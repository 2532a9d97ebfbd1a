import { gather } from './gather.ts'

/** A secret that was given out, and what it is. */
export interface IssuedSecret {
  readonly what: string
  readonly value: string
}

/** The kind of secret that a link to a package holds: whoever asked for it is answered with it. */
export const PACKAGE_LINK = 'package link'

/** Every secret that the tenant gave out, so that a test can look for them where none may be. */
export interface Issued {
  /** Remembers a secret, and hands it back. */
  note(what: string, value: string): string
  list(): readonly IssuedSecret[]
}

/** None at first; none is ever forgotten. */
export function createIssued(): Issued {
  const secrets: IssuedSecret[] = []
  return {
    note(what, value) {
      secrets.push({ what, value })
      gather({ secret: what, value })
      return value
    },
    list: () => secrets,
  }
}

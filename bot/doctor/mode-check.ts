import type { Config } from '../config.ts'
import type { Check } from './check.ts'
import { NotLookedAt, ok } from './check.ts'

const WHOSE = {
  delegated: 'delegated: actions run with the token of the person who asks',
  application: 'application: actions run with the app’s own token, for people with the app role Responder or Lead',
} as const

/** Whose token acts. */
export function modeCheck(config: Config | null): Check {
  return {
    group: 'Mode',
    name: 'whose token acts',
    mend: '',
    async run() {
      if (!config) throw new NotLookedAt('settings are missing or wrong')
      return ok(WHOSE[config.DEFENDER_MODE])
    },
  }
}

import { readPolicy } from '../adapters/policy/read-policy.ts'
import type { Config } from '../config.ts'
import type { Check } from './check.ts'
import { NotLookedAt, ok } from './check.ts'

/** Whether the policy can be used; a start without one fails. */
export function policyCheck(config: Config | null): Check {
  return {
    group: 'Settings',
    name: 'policy',
    mend: 'Run "npm run policy -- check", which names every problem with its line.',
    async run() {
      if (!config) throw new NotLookedAt('settings are missing or wrong')
      readPolicy(config.POLICY_FILE ?? null)
      return ok(config.POLICY_FILE ? `${config.POLICY_FILE} is usable` : 'the one that comes with PocketSOC')
    },
  }
}

import { askForOne } from '../adapters/defender/ask-for-one.ts'
import { createSend } from '../adapters/defender/metered-exchange.ts'
import { createCallQuota } from '../domain/call-quota.ts'
import { BotError } from '../domain/error.ts'
import type { Check } from './check.ts'
import { given, missing, ok, warning, wordsOf } from './check.ts'
import type { Patient } from './patient.ts'

const untold = { defenderAnswered: () => undefined, defenderHeld: () => undefined }

/** Whether Defender answers the app: one call for an alert, one for a machine. */
export function defenderChecks(patient: Patient): Check[] {
  const send = createSend(createCallQuota(), 'click', () => performance.now(), untold)
  const check = (name: 'alerts' | 'machines', permission: string): Check => ({
    group: 'Defender',
    name,
    mend: '',
    async run(signal) {
      const { DEFENDER_URL } = patient.config()
      const token = await given(patient.token('sso'), 'the sign-in registration gets no token')
      try {
        const count = await askForOne(DEFENDER_URL, `/api/${name}`, token, send, signal)
        return ok(count > 0 ? 'answers' : 'answers, and has none')
      } catch (error) {
        if (error instanceof BotError && error.code === 'throttled')
          return warning(wordsOf(error), 'Wait a minute; if it stays, find who else asks Defender in this tenant.')
        return missing(wordsOf(error), mendOf(error, permission))
      }
    },
  })
  return [check('alerts', 'Alert.Read.All'), check('machines', 'Machine.Read.All')]
}

function mendOf(error: unknown, permission: string): string {
  switch (error instanceof BotError ? error.code : null) {
    case 'unauthorized':
      return 'See that the tenant has a licence of Defender for Endpoint Plan 2 and DEFENDER_SCOPE is right: Defender refuses the token itself.'
    case 'forbidden':
      return `Grant ${permission} to the sign-in registration, as application permission.`
    case 'unreachable':
      return 'Let this machine reach DEFENDER_URL by https; look at HTTPS_PROXY and the firewall.'
    default:
      return 'Look at the service health of Defender in the Microsoft 365 admin center, and try again.'
  }
}

import { decodeJwt } from 'jose'
import type { RegistrationName } from '../adapters/vault/credentials.ts'
import { BotError } from '../domain/error.ts'
import type { Check } from './check.ts'
import { given, missing, ok, wordsOf } from './check.ts'
import type { Patient } from './patient.ts'

/** Whether both registrations get tokens for themselves. */
export function tokenChecks(patient: Patient): Check[] {
  const check = (of: RegistrationName, name: string, idName: 'BOT_ID' | 'SSO_CLIENT_ID', secretName: string): Check => ({
    group: 'Tokens',
    name,
    mend: '',
    async run() {
      const id = patient.config()[idName]
      await given(patient.credential(of), 'its secret cannot be read')
      try {
        const { exp = 0 } = decodeJwt(await patient.token(of))
        return ok(`given, until ${new Date(exp * 1000).toISOString().slice(11, 16)} UTC`)
      } catch (error) {
        return missing(wordsOf(error), mendOf(error, id, idName, secretName))
      }
    },
  })
  return [check('bot', 'bot', 'BOT_ID', 'BOT_SECRET'), check('sso', 'sign-in', 'SSO_CLIENT_ID', 'SSO_CLIENT_SECRET')]
}

/** What Entra's codes ask for (Entra: "Authentication and authorization error codes"). */
function mendOf(error: unknown, id: string, idName: string, secretName: string): string {
  const { detail, code } = error instanceof BotError ? error : { detail: null, code: null }
  switch (detail) {
    case 'AADSTS7000215':
      return `Give ${secretName}, or its version in Key Vault, the value of a client secret of registration ${id}.`
    case 'AADSTS7000222':
      return `Make a new client secret for registration ${id} and put it in the place of ${secretName}.`
    case 'AADSTS700027':
      return `Add the certificate to registration ${id} in Entra.`
    case 'AADSTS700016':
      return `Set ${idName} to the application id of a registration in this tenant, or run infra/azure/entra.sh.`
    case 'AADSTS90002':
      return 'Set TENANT_ID to the id of your tenant.'
    default:
      return code === 'unreachable' || code === 'unclear'
        ? 'Let this machine reach Entra’s sign-in host by https; look at HTTPS_PROXY and the firewall.'
        : `Compare ${idName} and its secret with registration ${id} in Entra, see docs/setup.md.`
  }
}

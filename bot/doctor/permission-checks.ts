import { permissionsOf } from '../adapters/entra/acting-token.ts'
import { consentUrl } from '../adapters/entra/admin-consent.ts'
import { createSessionCipher } from '../adapters/entra/session-cipher.ts'
import { oneKey } from '../credential.ts'
import type { Mode } from '../domain/granted.ts'
import { MACHINE_ISOLATE, READING, tooMuch, USED } from '../domain/granted.ts'
import { instantOf } from '../domain/instant.ts'
import type { Check, Outcome } from './check.ts'
import { given, missing, ok, warning } from './check.ts'
import type { Patient } from './patient.ts'

/** `null`: nothing is known of it yet. */
type Permissions = readonly string[] | null

/** Each permission at Defender: granted under any of its names, missing, or too much. */
export function permissionChecks(patient: Patient, mode: Mode): Check[] {
  const ofApp = async (): Promise<readonly string[]> =>
    permissionsOf(await given(patient.token('sso'), 'the sign-in registration gets no token')).permissions
  const ofPeople = async (): Promise<Permissions> => {
    const { records } = await given(patient.store(), 'no store can be read')
    const granted = await records.granted()
    return granted?.mode === mode ? granted.permissions : null
  }
  const check = (names: readonly string[], kind: string, isEssential: boolean, of: () => Promise<Permissions>): Check => {
    const [name = ''] = names
    const run = async (): Promise<Outcome> => {
      const permissions = await of()
      if (permissions === null)
        return warning(`${kind}: not known until somebody signs in`, 'Sign in once: open the tab, or press Isolate on a card.')
      const held = names.find((one) => permissions.includes(one))
      if (held) return ok(`${kind}: granted${held === name ? '' : ` as ${held}`}`)
      return (isEssential ? missing : warning)(`${kind}: not granted`, await grantIt(patient))
    }
    return { group: 'Permissions at Defender', name, run, mend: 'Look at the permissions of the registration in Entra.' }
  }

  const toRead = READING.map((names) => check(names, 'application', true, ofApp))
  const acting = USED[mode].filter((names) => mode === 'delegated' || !READING.includes(names))
  const toAct = acting.map((names) => {
    const isEssential = names.includes(MACHINE_ISOLATE)
    return mode === 'application' ? check(names, mode, isEssential, ofApp) : check(names, mode, isEssential, ofPeople)
  })
  return [...toRead, ...toAct, excess(mode, ofApp)]
}

function excess(mode: Mode, ofApp: () => Promise<readonly string[]>): Check {
  return {
    group: 'Permissions at Defender',
    name: 'too much',
    mend: 'Look at the permissions of the registration in Entra.',
    async run() {
      const extra = tooMuch(mode, await ofApp())
      if (extra.length === 0) return ok('the app itself may change nothing that is not used')
      return warning(
        `the app itself is granted ${extra.join(', ')}, which nothing here uses`,
        'Take it away: Entra, App registrations, API permissions, kind Application.',
      )
    },
  }
}

/** A link of the service's own where its key is known, else the command that does the same. */
async function grantIt(patient: Patient): Promise<string> {
  const { PUBLIC_URL: publicUrl, SSO_CLIENT_ID } = patient.config()
  const key = await patient.sessionKey().catch(() => null)
  if (!key) return `Run: az ad app permission admin-consent --id ${SSO_CLIENT_ID}`
  const url = consentUrl({ publicUrl, cipher: createSessionCipher(() => oneKey(key.value)), now: () => instantOf(Date.now()) })
  return `Have an administrator open, within a week: ${url}`
}

/** Entra tells an app nothing of its own registration: where a person looks instead. */
export function appRoles(): Check {
  return {
    group: 'Permissions at Defender',
    name: 'app roles',
    mend: '',
    run: async () => ({
      is: 'unseen',
      says: 'only Entra shows them',
      mend: 'See that App registrations, App roles has Lead, Responder and Reader.',
    }),
  }
}

import { permissionsOf } from '../adapters/entra/acting-token.ts'
import { consentUrl } from '../adapters/entra/admin-consent.ts'
import { createSessionCipher } from '../adapters/entra/session-cipher.ts'
import { oneKey } from '../credential.ts'
import { KINDS } from '../domain/action-kind.ts'
import type { Mode } from '../domain/granted.ts'
import { MACHINE_ISOLATE, OPTIONAL, READING, tooMuch, USED } from '../domain/granted.ts'
import { instantOf } from '../domain/instant.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import type { Check, Outcome } from './check.ts'
import { given, missing, off, ok, warning } from './check.ts'
import type { Patient } from './patient.ts'

/** `null`: nothing is known of it yet. */
type Permissions = readonly string[] | null

/** Each permission at Defender: granted under any of its names, missing, left off, or too much. */
export function permissionChecks(patient: Patient, mode: Mode): Check[] {
  const ofApp = async (): Promise<readonly string[]> =>
    permissionsOf(await given(patient.token('sso'), 'the sign-in registration gets no token')).permissions
  const ofPeople = async (): Promise<Permissions> => {
    const { records } = await given(patient.store(), 'no store can be read')
    const granted = await records.granted()
    return granted?.mode === mode ? granted.permissions : null
  }
  const check = (
    name: string,
    kind: Mode,
    of: () => Promise<Permissions>,
    judge: (held: readonly string[]) => Promise<Outcome>,
  ) => ({
    group: 'Permissions at Defender',
    name,
    mend: 'Look at the permissions of the registration in Entra.',
    run: async (): Promise<Outcome> => {
      const permissions = await of()
      if (permissions !== null) return judge(permissions)
      return warning(`${kind}: not known until somebody signs in`, 'Sign in once: open the tab, or press Isolate on a card.')
    },
  })
  const needed = (names: readonly string[], kind: Mode, isEssential: boolean, of: () => Promise<Permissions>): Check => {
    const [name = ''] = names
    return check(name, kind, of, async (permissions) => {
      const held = names.find((one) => permissions.includes(one))
      if (held) return ok(`${kind}: granted${held === name ? '' : ` as ${held}`}`)
      return (isEssential ? missing : warning)(`${kind}: not granted`, await grantIt(patient))
    })
  }

  const ofWhoActs = mode === 'application' ? ofApp : ofPeople
  const acting = USED[mode].filter((names) => mode === 'delegated' || !READING.includes(names))
  return [
    ...READING.map((names) => needed(names, 'application', true, ofApp)),
    ...acting.map((names) => needed(names, mode, names.includes(MACHINE_ISOLATE), ofWhoActs)),
    ...OPTIONAL.map((verb) => check(KINDS[verb].permission, mode, ofWhoActs, async (held) => underMore(verb, mode, held))),
    excess(mode, ofApp),
  ]
}

/** Nothing is wrong where a part of More is not offered. */
function underMore(verb: (typeof OPTIONAL)[number], mode: Mode, permissions: readonly string[]): Outcome {
  const { permission } = KINDS[verb]
  const { thing } = VERB_WORDS[verb]
  if (permissions.includes(permission)) return ok(`${mode}: granted, for More: ${thing}`)
  const mend = `To have it, run infra/azure/entra.sh --again with ${verb} in its --more, or grant it as docs/setup.md says.`
  return off(`${mode}: not granted, so More offers no ${thing}`, mend)
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

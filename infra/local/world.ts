/** Who and what is in the local tenant. Ids are fixed, so that recorded links keep working. */

/** Device groups of Defender. */
export const MACHINE_GROUPS = ['Workstations', 'Servers', 'Executives'] as const
export type MachineGroup = (typeof MACHINE_GROUPS)[number]

/** App roles of the SSO registration. */
export const APP_ROLES = ['Lead', 'Responder', 'Reader'] as const
export type AppRole = (typeof APP_ROLES)[number]

/** A person with an account in the tenant, named by what they may do. */
export interface Account {
  /** Short handle for `/control` and the person switcher. */
  readonly key: string
  readonly name: string
  readonly upn: string
  /** Entra object id. */
  readonly oid: string
  /** Teams's id of the person as the bot sees it (`29:…`). */
  readonly mri: string
  /** App roles granted on the SSO registration at first. */
  readonly appRoles: readonly AppRole[]
  /** Defender's role, or `null` for somebody Defender does not know. */
  readonly defender: { readonly mayAct: boolean; readonly groups: readonly MachineGroup[] } | null
}

/** The tenant, at Entra. */
export const TENANT_ID = '6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001'

const account = (
  n: number,
  key: string,
  name: string,
  appRoles: Account['appRoles'],
  defender: Account['defender'],
): Account => ({
  key,
  name,
  upn: `${key}@fabrikam.example`,
  oid: `0a1b2c3d-0000-4000-8000-00000000000${n}`,
  mri: `29:1pocketsoc-local-${key}`,
  appRoles,
  defender,
})

/** Everybody who can sign in. */
export const ACCOUNTS: readonly Account[] = [
  account(1, 'responder', 'Robin Responder', ['Responder'], { mayAct: true, groups: MACHINE_GROUPS }),
  account(2, 'workstations', 'Wanda Workstations', ['Responder'], { mayAct: true, groups: ['Workstations'] }),
  account(3, 'reader', 'Rui Reader', ['Reader'], { mayAct: false, groups: MACHINE_GROUPS }),
  account(4, 'lead', 'Lena Lead', ['Lead', 'Responder'], { mayAct: true, groups: MACHINE_GROUPS }),
  account(5, 'outsider', 'Otto Outsider', [], null),
]

/** The account with this key. @throws Error that names those there are */
export function accountBy(key: string): Account {
  const found = ACCOUNTS.find((account) => account.key === key)
  if (!found) throw new Error(`There is no account ${key}; there are ${ACCOUNTS.map((account) => account.key).join(', ')}`)
  return found
}

/** The two app registrations (bot and SSO), the bot's managed identity, and Defender's own registration. Secrets are made at start, never written down here. */
export const APPS = {
  bot: { clientId: 'b07b07b0-1111-4111-8111-b07b07b07001' },
  sso: { clientId: '55055055-2222-4222-8222-550550550002' },
  identity: { clientId: '1de471f1-5555-4555-8555-1de471f10005', objectId: '0b1ec701-5555-4555-8555-0b1ec7010005' },
  defender: { clientId: 'fc780465-2017-40d4-a0c5-307022471b92' },
} as const

/** What the app is called in the organisation's catalog: Teams gives it an id of its own at the upload. */
export const CATALOG_APP_ID = 'ca7a1060-4444-4444-8444-ca7a10600004'

/** The team that the bot is added to, with its channels. */
export const TEAM = {
  /** Entra group of the team. */
  groupId: '7ea70000-3333-4333-8333-000000000003',
  /** Teams's id of the team is that of its General channel. */
  id: '19:general-pocketsoc@thread.tacv2',
  name: 'SOC',
  channels: [
    { id: '19:general-pocketsoc@thread.tacv2', name: 'General' },
    { id: '19:highseverity-pocketsoc@thread.tacv2', name: 'High severity' },
    { id: '19:servers-pocketsoc@thread.tacv2', name: 'Servers' },
  ],
} as const

/** The 1:1 chat of an account with the bot. */
export const personalChat = (key: string): string => `a:1pocketsoc-local-chat-${key}`

import assert from 'node:assert/strict'
import { createIssued } from '../issued.ts'
import type { Caller, TokenReader } from '../platform.ts'
import { ACCOUNTS } from '../world.ts'
import { createDefender } from './defender.ts'

const START = Date.parse('2026-03-01T10:00:00Z')
const ACTS = [
  'Machine.Isolate',
  'Machine.Scan',
  'Machine.RestrictExecution',
  'Machine.CollectForensics',
  'Machine.StopAndQuarantine',
]
/** An app with every right that is played. */
export const APP: Caller = {
  kind: 'app',
  appId: 'app',
  roles: ['Alert.Read.All', 'Machine.Read.All', 'User.Read.All', ...ACTS],
}
/** An account of the tenant, with the scopes of a token for it. */
export const person = (key: string, scopes = ['Alert.Read', 'Machine.Read', ...ACTS]): Caller => {
  const { oid, upn } = ACCOUNTS.find((account) => account.key === key)!
  return { kind: 'person', appId: 'sso', oid, upn, scopes, approved: false }
}

const MACHINES = [
  {
    id: 'b2',
    computerDnsName: 'fab-web-04',
    rbacGroupName: 'Servers',
    osPlatform: 'Ubuntu',
    onboardingStatus: 'Onboarded',
    healthStatus: 'Active',
  },
  {
    id: 'a1',
    computerDnsName: 'FAB-ws-1',
    rbacGroupName: 'Workstations',
    osPlatform: 'Windows11',
    onboardingStatus: 'Onboarded',
    healthStatus: 'Active',
  },
  {
    id: 'c3',
    computerDnsName: 'printer',
    rbacGroupName: null,
    osPlatform: 'Other',
    onboardingStatus: 'CanBeOnboarded',
    healthStatus: 'Active',
  },
  {
    id: 'd4',
    computerDnsName: 'asleep',
    rbacGroupName: 'Servers',
    osPlatform: 'WindowsServer2022',
    onboardingStatus: 'Onboarded',
    healthStatus: 'Inactive',
  },
  {
    id: 'e5',
    computerDnsName: 'aged',
    rbacGroupName: 'Executives',
    osPlatform: 'Windows10',
    version: '1607',
    onboardingStatus: 'Onboarded',
    healthStatus: 'Active',
  },
]
/** The alerts it begins with. */
export const ALERTS = [
  {
    id: 'da9_-1',
    machineId: 'b2',
    rbacGroupName: 'Servers',
    severity: 'High',
    alertCreationTime: '2026-03-01T09:00:00Z',
    evidence: [{ entityType: 'File' }],
    novelty: { kept: true },
  },
  {
    id: 'da1_5',
    machineId: 'a1',
    rbacGroupName: 'Workstations',
    severity: 'Low',
    alertCreationTime: '2026-03-01T09:30:00Z',
    evidence: [],
    relatedUser: { userName: 'Ada', domainName: 'FABRIKAM' },
  },
  { id: '63_7', severity: 'Medium', alertCreationTime: '2026-03-01T09:45:00Z' },
]

/** A Defender whose clock stands still, and a way to ask it: the "token" is the caller itself. */
export function arrange() {
  let now = START
  const clock = {
    now: () => now,
    advance: (ms: number) => {
      now += ms
    },
  }
  const tokens: TokenReader = async (request, audience) => {
    assert.equal(audience, 'https://defender.example.com')
    const header = request.headers.get('authorization')
    return header ? JSON.parse(header) : null
  }
  const defender = createDefender({
    audience: 'https://defender.example.com',
    clock,
    tokens,
    issued: createIssued(),
    seed: { alerts: ALERTS, machines: MACHINES },
  })
  const ask = async (path: string, caller: Caller | null = APP, post?: unknown, method = post === undefined ? 'GET' : 'POST') => {
    const reply = await defender.handler(
      new Request(`https://api.security.microsoft.com${path}`, {
        method,
        headers: caller ? { authorization: JSON.stringify(caller) } : {},
        ...(post === undefined ? {} : { body: JSON.stringify(post) }),
      }),
    )
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, text, body: text ? JSON.parse(text) : null }
  }
  const ids = async (path: string, caller?: Caller) => (await ask(path, caller)).body.value.map((row: { id: string }) => row.id)
  return { clock, defender, ask, ids }
}

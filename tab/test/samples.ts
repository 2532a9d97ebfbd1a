import type { TabAlert, TabAlertRow, TabAlerts } from '../../bot/tab-contract/alerts.ts'
import type { TabContainment, TabMachine, TabOffer, TabReview, TabVerb } from '../../bot/tab-contract/machines.ts'
import type { TabTriage } from '../../bot/tab-contract/triage.ts'
import type { TabMe, TabProblem } from '../../bot/tab-contract.ts'

/** Of the machine with this digit. */
export const id = (digit: string): string => digit.repeat(40)

/** Moments before a given one, as the API writes them. */
export function minutesBefore(now: number, minutes: number): string {
  return new Date(now - minutes * 60_000).toISOString()
}

/** Somebody who may see two machine groups and act in them. */
export const ME: TabMe = {
  name: 'Robin Responder',
  mode: 'delegated',
  machineGroups: ['Workstations', 'Servers'],
  readOnly: null,
  noTriage: null,
}

/** Not isolated, and it may be. */
export const QUIET: TabContainment = {
  is: 'none',
  of: 'Isolation',
  headline: 'Not isolated',
  detail: 'Defender lists no isolation',
  recorded: null,
  matches: null,
  next: 'isolate',
  generation: 3,
}

/** Asked, and waiting for a machine that is silent. */
export const WAITING: TabContainment = {
  is: 'isolating',
  of: 'Isolation',
  headline: 'Isolating, waiting for the machine',
  detail: 'Robin Responder asked 24 Nov 02:52 UTC; will be tried until 27 Nov 02:52 UTC',
  recorded: 'Defender recorded robin@fabrikam.example ✓',
  matches: true,
  next: 'unisolate',
  generation: 4,
}

/** Done, by whom and when. */
export const ISOLATED: TabContainment = {
  is: 'isolated',
  of: 'Isolation',
  headline: 'Isolated',
  detail: 'Robin Responder asked 24 Nov 02:52 UTC, done 24 Nov 02:53 UTC',
  recorded: 'Defender recorded robin@fabrikam.example ✓',
  matches: true,
  next: 'unisolate',
  generation: 5,
}

/** What else may be asked of the machine. */
const MORE: readonly TabOffer[] = [
  offered(
    'Antivirus scan',
    'Quick, succeeded 24 Nov 02:41 UTC, asked by lee@fabrikam.example 24 Nov 02:25 UTC',
    'good',
    'scan',
    'Scan',
  ),
  offered('App restriction', 'None that Defender lists', 'calm', 'restrict', 'Restrict'),
  {
    ...offered(
      'Investigation package',
      'Succeeded 24 Nov 02:50 UTC, asked by Robin Responder 24 Nov 02:44 UTC',
      'good',
      'collect',
      'Collect',
    ),
    packageReady: true,
  },
]

function offered(title: string, words: string, tone: TabOffer['tone'], verb: TabVerb, button: string): TabOffer {
  const ask = {
    verb,
    button,
    question: `${button} fin-laptop-07?`,
    means: null,
    confirm: `${button} now`,
    danger: verb === 'restrict',
    suggestedReason: 'Memory of lsass.exe was read by an unusual process (incident 4711)',
    generation: 7,
    actionId: null,
    files: [],
    warnings: [],
    held: null,
  }
  return { title, words, tone, ask, packageReady: false }
}

/** The rows of a bad night. */
export function rows(now: number): TabAlertRow[] {
  const row = (
    key: string,
    severity: string,
    severityRank: number,
    title: string,
    machine: readonly [string, string] | null,
    machineGroup: string | null,
    minutes: number,
    more: Partial<TabAlertRow> = {},
  ): TabAlertRow => ({
    id: `da63${key}_-136`,
    title,
    severity,
    severityRank,
    status: 'New',
    incidentId: 4711,
    machine: machine && { id: id(machine[0]), name: machine[1] },
    machineGroup,
    assignedTo: null,
    createdAt: minutesBefore(now, minutes),
    lastEventAt: minutesBefore(now, minutes),
    ...more,
  })
  return [
    row('1', 'High', 4, 'Memory of lsass.exe was read by an unusual process', ['1', 'fin-laptop-07'], 'Workstations', 4),
    row('2', 'High', 4, 'Files were encrypted in many folders', ['1', 'fin-laptop-07'], 'Workstations', 9),
    row('3', 'Medium', 3, 'A scheduled task runs an encoded PowerShell command', ['2', 'srv-files-02'], 'Servers', 31, {
      status: 'InProgress',
      assignedTo: 'robin@fabrikam.example',
    }),
    row('4', 'Medium', 3, 'Sign-in from an anonymising network', ['3', 'hr-laptop-12'], 'Workstations', 58),
    row('5', 'Low', 2, 'A browser extension was installed outside policy', ['3', 'hr-laptop-12'], 'Workstations', 190),
    row('6', 'Informational', 1, 'An attachment was quarantined', ['4', 'srv-mail-01.fabrikam.example'], 'Servers', 2_100),
    row('7', 'Catastrophic', 5, 'An alert with a severity that nobody documented', null, null, 4_500),
  ]
}

/** All of them, with more where they came from. */
export function alerts(now: number): TabAlerts {
  return { alerts: rows(now), more: 12, asOf: minutesBefore(now, 0) }
}

/** The first of them, in full. */
export function alert(now: number): TabAlert {
  const [first, ...others] = rows(now)
  return {
    ...first!,
    description:
      'A process that is not part of Windows opened lsass.exe with the right to read its memory. This is how passwords of people who are logged on are taken.',
    category: 'CredentialAccess',
    detectionSource: 'WindowsDefenderAtp',
    threat: null,
    classification: null,
    determination: null,
    user: 'FABRIKAM\\nora',
    firstEventAt: minutesBefore(now, 6),
    updatedAt: minutesBefore(now, 2),
    resolvedAt: null,
    mitreTechniques: ['T1003.001', 'T1055', 'T1078'],
    comments: [{ text: 'Nora is on holiday; this is not her.', by: 'lee@fabrikam.example', at: minutesBefore(now, 2) }],
    evidence: [
      {
        type: 'Process',
        facts: [
          { label: 'File', value: 'C:\\Users\\nora\\AppData\\Local\\Temp\\upd.exe' },
          { label: 'Command line', value: 'upd.exe -q --to 203.0.113.77:443' },
          { label: 'SHA-256', value: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
        ],
      },
      { type: 'Ip', facts: [{ label: 'Address', value: '203.0.113.77' }] },
      { type: 'User', facts: [{ label: 'Account', value: 'FABRIKAM\\nora' }] },
    ],
    sameIncident: others.slice(0, 2),
    portalUrl: 'https://security.microsoft.com/alerts/da631_-136',
    asOf: minutesBefore(now, 0),
  }
}

/** Its machine. */
export function machine(now: number, containment: TabContainment = QUIET): TabMachine {
  return {
    id: id('1'),
    name: 'fin-laptop-07',
    machineGroup: 'Workstations',
    riskScore: 'High',
    exposureLevel: 'Medium',
    deviceValue: 'High',
    healthStatus: 'Active',
    onboardingStatus: 'Onboarded',
    osPlatform: 'Windows11',
    version: '24H2',
    tags: ['Finance', 'VIP'],
    lastIpAddress: '10.20.7.31',
    lastExternalIpAddress: '198.51.100.24',
    firstSeenAt: minutesBefore(now, 400 * 1_440),
    lastSeenAt: minutesBefore(now, 13 * 60),
    containment,
    review: containment.is === 'isolated' ? review(now) : null,
    more: MORE,
    logons: [
      { account: 'FABRIKAM\\adm-sven', lastSeenAt: minutesBefore(now, 22), isDomainAdmin: true },
      { account: 'FABRIKAM\\nora', lastSeenAt: minutesBefore(now, 5 * 1_440), isDomainAdmin: false },
    ],
    alerts: rows(now).slice(0, 2),
    actions: [
      {
        id: 'a1',
        type: 'RunAntiVirusScan',
        status: 'Succeeded',
        requestor: 'lee@fabrikam.example',
        comment: 'Looks odd, scanning',
        source: 'Portal',
        createdAt: minutesBefore(now, 35),
        updatedAt: minutesBefore(now, 20),
      },
    ],
    warnings: [{ text: 'High device value: it matters to somebody.', grave: false }],
    held: null,
    ways: [
      {
        type: 'Full',
        means: 'Only Defender’s own service stays reachable.',
      },
      { type: 'Selective', means: 'Outlook, Teams and Skype for Business keep working, too.' },
    ],
    suggestedReason:
      containment.next === 'unisolate'
        ? 'Released from Teams (incident 4711)'
        : 'Memory of lsass.exe was read by an unusual process (incident 4711)',
    portalUrl: `https://security.microsoft.com/machines/${id('1')}`,
    readAt: minutesBefore(now, 0),
  }
}

/** What can be triaged at the first alert. */
export const TRIAGE: TabTriage = {
  scopes: [
    { scope: 'these', alerts: 1, print: '00000000000000a1', resolved: false, facts: standing('New', 'nobody') },
    { scope: 'incident', alerts: 14, print: '00000000000000b2', resolved: false, facts: standing('differs', 'differs') },
  ],
  verdicts: [
    { key: 'TruePositive/Malware', words: 'True positive: malware' },
    { key: 'InformationalExpectedActivity/SecurityTesting', words: 'Expected activity: security test' },
    { key: 'FalsePositive/NotMalicious', words: 'False positive: not malicious' },
  ],
}

function standing(status: string, assigned: string): TabTriage['scopes'][number]['facts'] {
  return [
    { label: 'Status', value: status },
    { label: 'Assigned to', value: assigned },
    { label: 'Classified', value: 'not yet' },
  ]
}

/** Robin's own, due in some hours. */
export function review(now: number, over: Partial<TabReview> = {}): TabReview {
  return {
    id: 'r1',
    revision: 3,
    owner: ME.name,
    mine: true,
    noHandOver: null,
    since: minutesBefore(now, 90),
    dueAt: minutesBefore(now, -400),
    ...over,
  }
}

/** A refusal in the words of `detail`. */
export const problem = (status: number, detail: string, more: Partial<TabProblem> = {}): TabProblem => ({
  type: 'about:blank',
  status,
  title: 'Not done',
  detail,
  ...more,
})

import { HOSTILE_TITLE } from './hostile-text.ts'
import type { Clue } from './shapes.ts'
import { file, ip, process, url, user } from './shapes.ts'

/** One alert to come: what it says, not where or when. */
export interface Scene {
  readonly title: string
  readonly description: string
  readonly severity: 'UnSpecified' | 'Informational' | 'Low' | 'Medium' | 'High'
  readonly category: string | null
  readonly techniques: readonly string[]
  readonly user: string
  readonly evidence: readonly Clue[]
  /** Which of the incident's machines it is on: 0 is where the incident began. */
  readonly machine: number
}

/** Writes a scene in one line. */
export const scene = (
  severity: Scene['severity'],
  category: string | null,
  title: string,
  description: string,
  user: string,
  evidence: readonly Clue[],
  techniques: readonly string[] = [],
  machine = 0,
): Scene => ({ severity, category, title, description, user, evidence, techniques, machine })

const SYSTEM32 = 'C:\\Windows\\System32'

/** Alerts that stand alone. */
export const SINGLES: readonly Scene[] = [
  scene(
    'Informational',
    'UnwantedSoftware',
    "'Bundler' unwanted software was blocked",
    'The download was stopped before it could run.',
    'reception',
    [file('C:\\Users\\reception\\Downloads', 'pdf-merge-free.exe', 'Blocked')],
  ),
  scene('Low', 'Malware', "'Presenoker' was detected and removed", 'The file was put in quarantine.', 'd.moreau', [
    file('C:\\Users\\d.moreau\\AppData\\Local\\Temp', 'tmp4A1.exe', 'Prevented'),
  ]),
  scene(
    'Low',
    'InitialAccess',
    'A program was started from a removable drive',
    'It carries no signature and is new to the organisation.',
    'h.lindqvist',
    [file('F:\\', 'photos.exe')],
    ['T1091'],
  ),
  scene(
    'Medium',
    'CommandAndControl',
    'Regular connections to a young domain',
    'One small request every 58 seconds, for the past two hours.',
    'k.ito',
    [url('https://cdn-fabrikam.example/p'), ip('203.0.113.150')],
    ['T1071.001'],
  ),
  scene(
    'Medium',
    'DefenseEvasion',
    'Code was injected into a process that did not expect it',
    'The process that wrote the code ended at once.',
    'm.okafor',
    [process(SYSTEM32, 'svchost.exe', 1288, 'svchost.exe -k netsvcs', 'services.exe')],
    ['T1055'],
  ),
  scene(
    'High',
    'PrivilegeEscalation',
    'A known weakness of a driver was used to gain full rights',
    'The driver was loaded minutes before and is on the block list.',
    'k.ito',
    [file(`${SYSTEM32}\\drivers`, 'rtcore64.sys')],
    ['T1068'],
  ),
]

/** What Defender sends now and then and nobody expects. */
export const QUIRKS: readonly { readonly scene: Scene; readonly as: Readonly<Record<string, unknown>> }[] = [
  { scene: scene('Medium', 'null', HOSTILE_TITLE, '', 'å.strøm', []), as: { detectionSource: 'CustomerTI', relatedUser: null } },
  {
    scene: scene(
      'Medium',
      'None',
      'An app was given the right to read all mail',
      'The consent came from an account without multifactor authentication.',
      'p.varga',
      [user('p.varga')],
      ['T1528'],
    ),
    as: { detectionSource: 'AppGPolicy', machineId: null, computerDnsName: null, rbacGroupName: null },
  },
  {
    scene: scene(
      'Low',
      'Exploit',
      "'CVE-2025-0000' exploit was found in an old download",
      'A late scan found it.',
      'd.moreau',
      [],
    ),
    as: { incidentId: null, status: 'Queued' },
  },
]

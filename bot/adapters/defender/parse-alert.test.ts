import assert from 'node:assert/strict'
import { createAlertParser, parseAlert } from './parse-alert.ts'

const MACHINE = 'C0FFEE00c0ffee00c0ffee00c0ffee00c0ffee00'
const full = {
  id: 'da638400000000000001_-17',
  incidentId: 812,
  severity: 'High',
  status: 'InProgress',
  title: 'Credential dumping on a server',
  description: 'Line one\nline\u200b two\u00a0.',
  category: 'CredentialAccess',
  machineId: MACHINE,
  computerDnsName: 'SRV-01.corp.example',
  rbacGroupName: 'Servers',
  assignedTo: 'anna@example.com',
  relatedUser: { userName: 'svc-backup', domainName: 'CORP' },
  alertCreationTime: '2026-11-02T10:00:00Z',
  lastEventTime: '2026-11-02T09:59:58.1234567Z',
  lastUpdateTime: '2026-11-02T10:05:00.5Z',
  mitreTechniques: ['T1003', 7, 'T1078'],
  comments: [{ comment: 'Looking', createdBy: 'anna@example.com', createdTime: '2026-11-02T10:04:00Z' }, 'odd'],
  evidence: [
    { entityType: 'Process', fileName: 'rundll32.exe', processCommandLine: 'rundll32 comsvcs.dll', processId: 4242 },
    null,
  ],
}

describe('parseAlert', () => {
  it('reads what people need of an alert', () => {
    const alert = parseAlert(full)
    assert.equal(alert.readable, true)
    assert.deepEqual(alert.machine, { id: MACHINE.toLowerCase(), name: 'SRV-01.corp.example' })
    assert.equal(alert.user, 'CORP\\svc-backup')
    assert.equal(alert.lastEventAt, '2026-11-02T09:59:58.1234567Z')
    assert.deepEqual(alert.mitreTechniques, ['T1003', 'T1078'])
    assert.equal(alert.comments.length, 1)
    assert.equal(alert.evidence.length, 1)
    assert.equal(alert.evidence[0]?.commandLine, 'rundll32 comsvcs.dll')
  })

  for (const id of [
    'da638400000000000001_-17',
    'da163c9003-bc7d-4649-89e3-dfdf927da744_1',
    'ar638180599315648136_73827727',
    '636692338844234222_1806644926',
  ]) {
    it(`takes the id ${id} as it is`, () => assert.equal(parseAlert({ ...full, id }).id, id))
  }

  it('keeps Defender’s word for a value that we do not know', () => {
    const alert = parseAlert({ ...full, severity: 'Critical', status: 'Parked' })
    assert.deepEqual([alert.severity, alert.status], [{ unknown: 'Critical' }, { unknown: 'Parked' }])
  })

  it('loses no alert to one odd field', () => {
    for (const field of Object.keys(full).filter((name) => name !== 'id')) {
      for (const odd of [null, undefined, 7, 'x', [], {}, [null], true]) {
        const alert = parseAlert({ ...full, [field]: odd })
        assert.equal(alert.id, full.id, `${field} = ${JSON.stringify(odd)}`)
        assert.equal(alert.readable, true, `${field} = ${JSON.stringify(odd)}`)
      }
    }
  })

  it('reads an alert of which little is left', () => {
    const alert = parseAlert({ id: 'x', title: 'Only a title' })
    assert.equal(alert.readable, true)
    assert.deepEqual([alert.machine, alert.incidentId, alert.createdAt, alert.evidence], [null, null, null, []])
  })

  it('has no machine where the id cannot be addressed', () =>
    assert.equal(parseAlert({ ...full, machineId: 'srv-01' }).machine, null))

  it('takes the words "None" and "null" for no category', () => {
    assert.deepEqual(
      ['None', 'null', 'Malware'].map((category) => parseAlert({ ...full, category }).category),
      [null, null, 'Malware'],
    )
  })

  it('names the user of the evidence when Defender names no related user', () => {
    const evidence = [
      { entityType: 'File', fileName: 'a.exe' },
      { entityType: 'User', accountName: 'wanda', domainName: 'CORP' },
    ]
    assert.equal(parseAlert({ ...full, relatedUser: null, evidence }).user, 'CORP\\wanda')
  })

  it('makes an unreadable alert of what is none, and keeps its id', () => {
    for (const raw of [null, 'text', 5, [], {}, { id: '' }, { title: 'no id' }, { id: 'bare' }])
      assert.equal(parseAlert(raw).readable, false, JSON.stringify(raw))
    assert.equal(parseAlert({ id: 'bare' }).id, 'bare')
    assert.match(parseAlert({ title: 'no id' }).id, /^unread-/)
    assert.notEqual(parseAlert({ a: 1 }).id, parseAlert({ a: 2 }).id)
  })

  it('has another version when anything changed, and the same when nothing did', () => {
    const { version } = parseAlert(full)
    assert.equal(parseAlert(structuredClone(full)).version, version)
    assert.notEqual(parseAlert({ ...full, assignedTo: null }).version, version)
  })

  it('is not parsed again while it is the same, and is when anything of it changed', () => {
    const parse = createAlertParser()
    const first = parse({ id: 'a', title: 'One', severity: 'High' })
    assert.equal(parse({ id: 'a', title: 'One', severity: 'High' }), first)
    assert.equal(parse({ id: 'a', title: 'One', severity: 'Low' }).severity, 'Low')
    for (let n = 0; n < 2000; n += 1) parse({ id: `b${n}`, title: 'Other' })
    const again = parse({ id: 'a', title: 'One', severity: 'High' })
    assert.notEqual(again, first)
    assert.deepEqual(again, first)
  })
})

import assert from 'node:assert/strict'
import { parseApprovalClick } from './parse-approval-click.ts'
import { CARD_VERBS, parseClick, parseDraftClick, stepOf } from './parse-click.ts'

const caseId = '0123456789abcdef01234567'
const data = { caseId, nonce: 2 }
const UNCHOSEN = { isolationType: 'Full', scanType: 'Quick', file: null, actionId: null }

describe('a click', () => {
  for (const verb of CARD_VERBS) {
    it(`may be ${verb}`, () => assert.deepEqual(parseClick(verb, data), { verb, caseId, nonce: 2, reason: null, ...UNCHOSEN }))
  }

  it('brings the file that was chosen with its own generation, and the action to cancel', () => {
    const sha1 = 'ab'.repeat(20)
    const actionId = '0A1B2C3D-0000-4000-8000-000000000001'
    const click = parseClick('confirm-quarantine', { ...data, scanType: 'Full', file: `${sha1}.3`, actionId })
    assert.deepEqual([click?.scanType, click?.file, click?.actionId], ['Full', { sha1, generation: 3 }, actionId.toLowerCase()])
  })

  for (const verb of CARD_VERBS) {
    const step = verb.includes('isolate')
      ? { verb: verb.replace('confirm-', ''), confirmed: verb.startsWith('confirm') }
      : undefined
    if (step) it(`asks for ${step.verb} with ${verb}`, () => assert.deepEqual(stepOf(verb), step))
  }
  for (const verb of ['show', 'show-machines', 'more'] as const)
    it(`asks nothing of the machine with ${verb}`, () => assert.equal(stepOf(verb), null))

  it('brings what was written into the confirm step', () => {
    const click = parseClick('confirm-isolate', { ...data, reason: 'beacons', isolationType: 'Selective' })
    assert.deepEqual([click?.reason, click?.isolationType], ['beacons', 'Selective'])
  })

  it('has its reason on one line, cut, and no reason when nothing was written', () => {
    const reasonOf = (reason: unknown) => parseClick('confirm-isolate', { ...data, reason })?.reason
    assert.equal(reasonOf('  beacons\n\tto  a host\u2028'), 'beacons to a host')
    assert.equal(reasonOf('x'.repeat(501)), 'x'.repeat(500))
    for (const nothing of ['', ' \n', null, undefined]) assert.equal(reasonOf(nothing), null)
  })

  it('keeps nothing that a stranger wrote beside it', () => {
    const click = parseClick('isolate', { ...data, machineId: 'other', personId: 'other', roles: ['Lead'], trigger: 'automatic' })
    assert.deepEqual(click, parseClick('isolate', data))
  })

  for (const verb of ['', 'Isolate', 'isolate ', 'wipe', 'constructor', '__proto__', 'confirm-draft']) {
    it(`is none with the verb "${verb}"`, () => assert.equal(parseClick(verb, data), null))
  }

  for (const [what, odd] of [
    ['no data', undefined],
    ['null', null],
    ['a text', caseId],
    ['a list', [data]],
    ['no case', { nonce: 2 }],
    ['a case that we never name so', { ...data, caseId: `${caseId}0` }],
    ['a case that is upper-case', { ...data, caseId: caseId.toUpperCase() }],
    ['a case and a line more', { ...data, caseId: `${caseId}\n` }],
    ['several cases', { ...data, caseId: [caseId] }],
    ['no nonce', { caseId }],
    ['a nonce as text', { ...data, nonce: '2' }],
    ['a negative nonce', { ...data, nonce: -1 }],
    ['half a nonce', { ...data, nonce: 0.5 }],
    ['a nonce beyond counting', { ...data, nonce: 2 ** 53 }],
    ['a reason that is no text', { ...data, reason: { text: 'x' } }],
    ['a way to isolate that there is not', { ...data, isolationType: 'None' }],
    ['a way to scan that there is not', { ...data, scanType: 'Deep' }],
    ['a file that is no hash', { ...data, file: 'C:\\x.exe' }],
    ['a file without a generation', { ...data, file: 'ab'.repeat(20) }],
    ['an action that is no id', { ...data, actionId: '../1' }],
  ] as const) {
    it(`is none with ${what}`, () => assert.equal(parseClick('confirm-isolate', odd), null))
  }
})

describe('a click about a request for a second person', () => {
  const data = { caseId: 'c'.repeat(24), nonce: 2, approvalId: '0123456789abcdef' }

  it('names the request, and brings why it cannot wait', () => {
    const click = parseApprovalClick('confirm-break-glass', {
      ...data,
      reason: ' nobody \n else ',
      isolationType: 'Full',
      roles: ['Lead'],
    })
    assert.deepEqual(click, { verb: 'confirm-break-glass', ...data, reason: 'nobody else' })
  })

  for (const [what, odd] of [
    ['no data at all', undefined],
    ['empty data', {}],
    ['a request and a line more', { ...data, approvalId: `${data.approvalId}\n` }],
    ['a request of a case that has not our form', { ...data, caseId: '1' }],
    ['a request and a negative nonce', { ...data, nonce: -1 }],
  ] as const) {
    it(`is none with ${what}`, () => assert.equal(parseApprovalClick('approve', odd), null))
  }

  it('is none with a verb that is not about a request', () => assert.equal(parseApprovalClick('isolate', data), null))
})

describe('a click on a notice', () => {
  it('names a draft', () => assert.equal(parseDraftClick({ draftId: '0123456789abcdef' }), '0123456789abcdef'))

  for (const odd of [undefined, null, {}, { draftId: '0123456789abcde' }, { draftId: '0123456789abcdef\n' }, { draftId: 1 }]) {
    it(`is none with ${JSON.stringify(odd)}`, () => assert.equal(parseDraftClick(odd), null))
  }
})

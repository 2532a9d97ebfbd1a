import assert from 'node:assert/strict'
import { parseCommand } from './command.ts'

describe('what people write', () => {
  it('reads a rule with everything', () => {
    assert.deepEqual(parseCommand('watch high status:new,inprogress group:Servers since:4h'), {
      is: 'watch',
      wish: {
        leastSeverity: 'High',
        statuses: ['New', 'InProgress'],
        machineGroups: ['Servers'],
        lookBackMs: 4 * 3_600_000,
        reviewMs: null,
      },
    })
  })

  it('needs no more than a severity, in any case', () => {
    assert.deepEqual(parseCommand('  WATCH   Medium '), {
      is: 'watch',
      wish: { leastSeverity: 'Medium', statuses: [], machineGroups: [], lookBackMs: 0, reviewMs: null },
    })
  })

  it('takes how soon an isolation is looked at again', () => {
    const command = parseCommand('watch high review:8h')
    assert.equal(command.is === 'watch' && command.wish.reviewMs, 8 * 3_600_000)
  })

  it('takes whether a digest is wanted', () => {
    assert.deepEqual(parseCommand('digest ON'), { is: 'digest', wanted: true })
    assert.deepEqual(parseCommand('digest off'), { is: 'digest', wanted: false })
  })

  it('takes names with spaces in quotes', () => {
    const command = parseCommand('watch low group:"Domain controllers",Servers')
    assert.deepEqual(command.is === 'watch' && command.wish.machineGroups, ['Domain controllers', 'Servers'])
  })

  for (const [text, is] of [
    ['unwatch', 'unwatch'],
    ['rules', 'rules'],
    ['operator here', 'operator'],
    ['sign out', 'sign-out'],
    ['stop actions', 'stop'],
    ['Resume Actions', 'resume'],
    ['help', 'help'],
    ['', 'help'],
    ['what can you do?', 'help'],
    ['sign me up', 'help'],
  ]) {
    it(`takes "${text}" for ${is}`, () => assert.equal(parseCommand(text!).is, is))
  }

  for (const [text, says] of [
    ['watch', /least severity/],
    ['watch critical', /"critical" is no severity/],
    ['watch high status:parked', /statuses are/],
    ['watch high status:', /statuses are/],
    ['watch high group:', /Name a machine group/],
    ['watch high since:forever', /how far to look back/],
    ['watch high since:30d', /at most 7d/],
    ['watch high colour:red', /I do not know "colour:red"/],
    ['watch high review:1m', /from 15m to 30d/],
    ['watch high review:31d', /from 15m to 30d/],
    ['watch high review:soon', /from 15m to 30d/],
    ['digest', /digest on/],
    ['operator', /operator here/],
    ['stop', /Say "stop actions"/],
    ['resume it', /Say "resume actions"/],
  ] as const) {
    it(`says what is wrong with "${text}"`, () => {
      const command = parseCommand(text)
      assert.ok(command.is === 'mistake')
      assert.match(command.why, says)
    })
  }
})

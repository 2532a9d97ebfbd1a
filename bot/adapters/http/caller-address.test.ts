import assert from 'node:assert/strict'
import { callerAt } from './caller-address.ts'

describe('Who is counted for an address', () => {
  for (const [written, caller] of [
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:50123', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::6]', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::6]:50123', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:50123', '203.0.113.7'],
    ['unknown', 'unknown'],
    ['', ''],
  ] as const) {
    it(`is ${caller || 'nobody'} for ${written || 'none'}`, () => assert.equal(callerAt(written), caller))
  }

  it('is one for all that an IPv6 network may use, and another for its neighbour', () => {
    assert.equal(callerAt('2001:db8:1:2:ffff:ffff:ffff:ffff'), callerAt('2001:db8:1:2::'))
    assert.notEqual(callerAt('2001:db8:1:3::'), callerAt('2001:db8:1:2::'))
  })
})

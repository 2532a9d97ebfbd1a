import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VERBS } from '../../domain/intent.ts'
import { readPolicy } from './read-policy.ts'

describe('the policy file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pocketsoc-policy-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const own = async (text: string) => {
    const file = join(folder, 'own.jsonc')
    await writeFile(file, text)
    return readPolicy(file)
  }

  it('that comes with the product brakes what cuts machines off, and nothing that gives them back', () => {
    const { verbs, secondPerson, never, whileStopped, breakGlass } = readPolicy(null)
    assert.deepEqual(
      VERBS.filter((verb) => verbs[verb] !== 'free'),
      ['isolate', 'contain', 'restrict', 'quarantine'],
    )
    assert.deepEqual(secondPerson.where.kinds, ['domainController', 'hyperVHost'])
    assert.deepEqual(secondPerson.where.deviceValues, ['High'])
    assert.equal(secondPerson.withinMinutes, 30)
    assert.deepEqual([never.kinds, whileStopped, breakGlass], [[], [], ['Lead']])
  })

  it('of a deployment holds with its comments, over what comes with the product', async () => {
    const policy = await own(`// ours
      { /* nobody
           goes on alone */ "breakGlass": [], "kinds": { "domainController": ["DC // main"], "hyperVHost": [], "fullTunnelVpn": [] } }`)
    assert.deepEqual([policy.breakGlass, policy.kinds.domainController], [[], ['DC // main']])
    assert.deepEqual(policy.secondPerson, readPolicy(null).secondPerson)
  })

  it('says all that is wrong with it, each with its line and how to mend it', async () => {
    const text =
      '{\n  // mine\n  "breakGlass": ["Boss"],\n  "verbs": { "isolate": "maybe",\n    "scan": "free" },\n  "oops": 1\n}'
    await assert.rejects(own(text), ({ message }: Error) => {
      assert.match(message, /line 3, breakGlass\.0: must be one of "Lead", "Responder"/)
      assert.match(message, /line 4, verbs\.isolate: must be one of "free", "braked"/)
      assert.match(message, /line 4, verbs\.contain: is missing/)
      assert.match(message, /line 6, oops: is not a part of the policy/)
      return true
    })
  })

  it('knows no device value that Defender has not', async () => {
    const never = '"kinds": [], "servers": false, "machineGroups": [], "machineTags": []'
    await assert.rejects(
      own(`{ "never": {\n"deviceValues": ["High", "Hihg"], ${never} } }`),
      /line 2, never\.deviceValues\.1: must be one of "High", "Normal", "Low"/,
    )
    assert.deepEqual((await own(`{ "never": { "deviceValues": ["Low"], ${never} } }`)).never.deviceValues, ['Low'])
  })

  for (const [what, text, says] of [
    ['no JSON', '{\n  "breakGlass": ["Lead"\n}', /own\.jsonc is no JSON with comments: .*line 3/],
    ['a list', '[]', /must be one object/],
  ] as const) {
    it(`says where it is ${what}`, () => assert.rejects(own(text), says))
  }

  it('says that it cannot be read', () => {
    assert.throws(() => readPolicy(join(folder, 'none.jsonc')), /none\.jsonc cannot be read \(ENOENT\)/)
  })
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from './adapters/store/open-store.ts'
import { instantOf } from './domain/instant.ts'
import { sampleIntent, sampleMachine } from './test/samples.ts'

const COMMAND = join(import.meta.dirname, 'policy.ts')

describe('npm run policy', function () {
  this.timeout(30_000)
  let dataDir: string
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pocketsoc-policy-'))
    await using store = await openStore({ databaseUrl: null, dataDir })
    await store.saveMachines([
      sampleMachine({ tags: ['Domain Controller'] }),
      sampleMachine({ id: 'cd'.repeat(20) as never, name: 'lap-7', osPlatform: 'Windows11', deviceValue: 'Normal' }),
    ])
    await store.addIntent(sampleIntent({ state: 'accepted', askedAt: instantOf(Date.now()) }))
  })
  after(() => rm(dataDir, { recursive: true }))

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const options = { env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env } }
      execFile(process.execPath, [COMMAND, ...args], options, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      )
    })

  it('explains which rules apply to a machine by its name, and what would happen', async () => {
    const { code, out } = await run(['explain', 'SRV-DB-02', 'robin@fabrikam.example', 'isolate'])
    assert.equal(code, 0)
    for (const words of [
      'srv-db-02.fabrikam.example: Servers',
      'it is a domain controller',
      'isolate is "braked"',
      'A second person has to approve: it is a domain controller; its device value is High.',
      'within 30 minutes; Lead may go on without one',
      'Domain controller: sign-ins',
    ])
      assert.ok(out.includes(words), `${words} in\n${out}`)
    assert.match((await run(['explain', 'lap-7', 'robin@fabrikam.example', 'isolate'])).out, /allowed, by one person/)
    assert.match((await run(['explain', 'srv-db-02', 'x', 'unisolate'])).out, /allowed, by one person/)
  })

  it('counts what the person did within the hour', async () => {
    const file = join(dataDir, 'own.jsonc')
    const secondPerson = {
      where: { kinds: [], deviceValues: [], servers: false, machineGroups: [], machineTags: [] },
      machinesAnHour: { byOnePerson: 1, inTheTenant: null },
      withinMinutes: 5,
      tell: null,
    }
    await writeFile(file, JSON.stringify({ secondPerson }))
    const explained = (person: string) => run(['explain', 'lap-7', person, 'isolate'], { POLICY_FILE: file })
    assert.match((await explained('robin@fabrikam.example')).out, /the same person acted on 1 other machine within the hour/)
    assert.match((await explained('lena@fabrikam.example')).out, /allowed, by one person/)
  })

  it('says what is wrong with what was typed, and how to mend it', async () => {
    for (const [args, says] of [
      [['explain', 'lap-7'], /explain needs a machine, a person and a verb\nTry --help/],
      [['explain', 'lap-7', 'x', 'destroy'], /"destroy" is none of isolate,/],
      [['explain', 'nowhere', 'x', 'isolate'], /no machine called "nowhere" is on record; give its id/],
      [['oops'], /unknown command "oops"/],
      [['check', join('no', 'file')], /cannot be read \(ENOENT\)/],
    ] as const) {
      const { code, err } = await run(args)
      assert.equal(code, 1)
      assert.match(err, says)
    }
    assert.match((await run(['--help'])).out, /explain MACHINE PERSON VERB/)
    assert.match((await run(['check'])).out, /usable policy/)
  })
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HELP, parseDemoOptions } from './options.ts'

const home = mkdtempSync(join(tmpdir(), 'pocketsoc-demo-options-'))
const file = (name: string, text: string): string => {
  writeFileSync(join(home, name), text)
  return name
}
const options = async (...args: string[]) => {
  const asked = await parseDemoOptions(args, home)
  assert.ok(!asked.help)
  return asked
}

describe("The demo's options", () => {
  after(() => rmSync(home, { recursive: true }))

  it('are none by default', async () => {
    assert.deepEqual(await options(), {
      help: false,
      open: true,
      demo: { port: 3979, botPort: 3978, speed: 1, trickle: true, dataDir: null, alerts: null, machines: null },
    })
  })

  it('take alerts as an array or as a whole answer of the API', async () => {
    const alerts = [{ id: 'da1_1', more: { kept: 1.5 } }, { id: 'da1_2' }]
    file('alerts.json', JSON.stringify(alerts))
    file('answer.json', `\uFEFF${JSON.stringify({ '@odata.context': 'x', value: alerts })}`)
    assert.deepEqual((await options('--alerts', 'alerts.json')).demo.alerts, alerts)
    assert.deepEqual((await options('--alerts', join(home, 'answer.json'))).demo.alerts, alerts)
  })

  it('are all explained by --help', async () => {
    assert.deepEqual(await parseDemoOptions(['--help'], home), { help: true })
    for (const name of ['alerts', 'machines', 'port', 'bot-port', 'speed', 'no-trickle', 'data', 'no-open']) {
      assert.match(HELP, new RegExp(`--${name}\\b`))
    }
  })

  const bad: readonly (readonly [string[], RegExp])[] = [
    [['--prot', '1'], /^Unknown option '--prot': --help tells what there is$/],
    [['file.json'], /^Unexpected argument 'file\.json'/],
    [['--alerts'], /--alerts.*argument missing/],
    [['--port', 'http'], /^--port must be a port from 0 to 65535, not "http"$/],
    [['--port', '70000'], /^--port must be a port/],
    [['--bot-port', '-1'], /--bot-port/],
    [['--port', '4000', '--bot-port', '4000'], /^--port and --bot-port are both 4000/],
    [['--speed', '0'], /^--speed must be a number above 0/],
    [['--speed', 'fast'], /^--speed must be a number above 0 and up to 1000, not "fast"$/],
    [['--data', ''], /^--data needs a folder$/],
    [['--alerts', 'absent.json'], /^--alerts .*absent\.json: there is no such file$/],
    [['--alerts', '.'], /: this is a folder, not a file$/],
    [['--alerts', file('torn.json', '[{"id": "a"},\n{"id"')], /torn\.json: this is not JSON \(/],
    [['--machines', file('word.json', '"text"')], /there must be a JSON array of machines, or an object with one in "value"$/],
    [['--alerts', file('odd.json', '{"value": {}}')], /there must be a JSON array of alerts/],
    [['--alerts', file('null.json', '[{"id": "a"}, null]')], /: alert 1 must be an object, not null \(items count from 0\)$/],
    [['--machines', file('noid.json', '[{"computerDnsName": "x"}]')], /: machine 0 must have a non-empty string "id"/],
  ]
  for (const [args, message] of bad) {
    it(`name what is wrong with ${args.join(' ')}, in one line`, async () => {
      await assert.rejects(parseDemoOptions(args, home), (error) => {
        assert.ok(error instanceof Error)
        assert.match(error.message, message)
        assert.doesNotMatch(error.message, /\n/)
        return true
      })
    })
  }
})

describe('npm run demo', () => {
  const demo = join(import.meta.dirname, '..', 'demo.ts')
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [demo, '--no-open', ...args], { encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  it('says what is wrong on stderr and ends with 1', () => {
    assert.deepEqual(run('--port', 'x'), {
      status: 1,
      stdout: '',
      stderr: 'demo: --port must be a port from 0 to 65535, not "x"\n',
    })
  })

  it('says which port is taken and which option chooses another', async () => {
    const taken = createServer().listen(0)
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }

    const { status, stderr } = run('--port', String(port))

    taken.close()
    assert.equal(status, 1)
    assert.equal(
      stderr,
      `demo: port ${port} is not free (something else listens on it): stop that, or choose another port with --port N\n`,
    )
  })
})

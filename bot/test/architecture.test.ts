import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Folder → what its files may import; the rule and its check are one list. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  cards: ['domain', 'cards', 'ports', 'records', 'templating', 'zod'],
  ports: ['domain'],
  records: ['domain', 'records'],
  'tab-contract': ['tab-contract'],
  'tab-views': ['domain', 'cards', 'ports', 'tab-contract', 'tab-views'],
  flows: ['domain', 'cards', 'ports', 'records', 'tab-contract', 'tab-views', 'flows'],
  adapters: ['domain', 'cards', 'ports', 'records', 'tab-contract', 'secret', 'credential', 'adapters', 'node:', 'npm', 'zod'],
  secret: ['node:'],
  credential: ['secret'],
  clouds: [],
  config: ['domain', 'clouds', 'secret', 'credential', 'zod'],
  loop: ['node:'],
}
/** Adapters that every other adapter may use. */
const SHARED_ADAPTERS = ['http', 'log']

const home = join(import.meta.dirname, '..')
const layerOf = (path: string): string => (path.split('/')[0] ?? '').replace(/\.ts$/, '')
const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && layerOf(path) in MAY)
  .map((path) => ({ path, layer: layerOf(path), source: readFileSync(join(home, path), 'utf8') }))

const imports = (source: string): string[] =>
  [...source.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, from = '']) => from)

function kindOf(path: string, from: string): string {
  if (from.startsWith('.')) return layerOf(normalize(join(dirname(path), from)))
  if (from.startsWith('node:')) return 'node:'
  if (from === 'zod/v4') return 'zod'
  return from === 'adaptivecards-templating' || from === 'adaptive-expressions' ? 'templating' : 'npm'
}

describe('architecture', () => {
  it('has files to check in every layer', () => {
    for (const layer of Object.keys(MAY))
      assert.ok(
        files.some((file) => file.layer === layer),
        `${layer} is empty`,
      )
  })

  for (const { path, layer, source } of files) {
    it(`${path} imports only what ${layer} may`, () => {
      for (const from of imports(source)) {
        const kind = kindOf(path, from)
        assert.ok(MAY[layer]?.includes(kind), `${path} imports ${from}. Move the code, or hand it in through ports.ts.`)
        if (layer !== 'adapters' || kind !== 'adapters') continue
        const [, own] = path.split('/')
        const [, other = ''] = normalize(join(dirname(path), from)).split('/')
        assert.ok(other === own || SHARED_ADAPTERS.includes(other), `${path} reaches into ${other}. Join them in compose.ts.`)
      }
    })
  }

  for (const { path, source } of files.filter(({ layer }) => ['domain', 'cards', 'tab-views', 'flows'].includes(layer))) {
    it(`${path} takes time, randomness and the world as arguments`, () => {
      assert.doesNotMatch(
        source,
        /\b(Date\.now\(|new Date\(\)|Math\.random\(|fetch\(|process\.|setTimeout\(|setInterval\()/,
        'Take it as a port.',
      )
    })
  }

  it('lets the tab take types of its contract, and nothing else of the bot', () => {
    const tab = join(home, '..', 'tab', 'src')
    const sources = readdirSync(tab, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path))
    assert.ok(sources.length > 10)
    for (const path of sources) {
      const source = readFileSync(join(tab, path), 'utf8')
      for (const [line] of source.matchAll(/^import .*\/bot\/.*$/gm))
        assert.match(line, /^import type .*\/bot\/tab-contract(\/[\w-]+)?\.ts'$/, path)
    }
  })

  it('reads the environment in the commands only', () => {
    const readers = files.filter(({ source }) => /process\.env/.test(source)).map(({ path }) => path)
    assert.deepEqual(readers, [])
  })

  it('lets a token act in one place only', () => {
    const makers = files.filter(({ source }) => /\bas (ActingToken|DefenderUserToken)\b/.test(source)).map(({ path }) => path)
    assert.deepEqual(makers, ['adapters/entra/acting-token.ts'])
  })

  it('loads the Teams SDKs in adapters/teams only', () => {
    const users = files.filter(({ source }) => imports(source).some((from) => /^(botbuilder|@microsoft\/teams-ai)/.test(from)))
    assert.deepEqual([...new Set(users.map(({ path }) => dirname(path)))], ['adapters/teams'])
  })

  it('sets every setting that the code reads in .env.sample, and nothing else', () => {
    const names = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name).sort()
    const read = names(readFileSync(join(home, 'config.ts'), 'utf8'), /^ {2}([A-Z][A-Z_]+):/gm)
    const sampled = names(readFileSync(join(home, '..', '.env.sample'), 'utf8'), /^#?([A-Z][A-Z_]+)=/gm)
    assert.deepEqual(sampled, read)
  })
})

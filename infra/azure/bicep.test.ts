import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BicepFile } from './test/parse-bicep.ts'
import { all, isReference, keysOf, parseBicep, placeOf, property } from './test/parse-bicep.ts'

const HERE = import.meta.dirname
/** What Azure keeps in Key Vault instead of the environment. */
const IN_VAULT = ['BOT_SECRET', 'SSO_CLIENT_SECRET', 'SESSION_KEY']

const files = readdirSync(HERE)
  .filter((name) => name.endsWith('.bicep'))
  .map((name) => parseBicep(join(HERE, name)))
const named = (name: string): BicepFile => {
  const found = files.find((file) => file.name === name)
  assert.ok(found, `${name} is missing`)
  return found
}

describe('what is deployed to Azure', () => {
  for (const file of files) {
    it(`has no fault of syntax in ${file.name}`, () => assert.deepEqual(file.faults, []))
  }

  for (const file of files) {
    it(`uses in ${file.name} what is declared there, and all of it`, () => {
      const used = all(file.root, isReference)
      for (const node of used) assert.ok(file.declared.has(node.text), `${placeOf(node)}: nothing is called ${node.text}`)
      const names = new Set(used.map(({ text }) => text))
      for (const name of file.params.keys()) assert.ok(names.has(name), `the parameter ${name} is for nothing`)
    })
  }

  const main = named('main.bicep')
  for (const [name, { file, given }] of main.modules) {
    it(`gives ${file} its parameters, and no other`, () => {
      const { params } = named(file)
      for (const one of given) assert.ok(params.has(one), `${file} has no parameter ${one}`)
      for (const [one, { optional }] of params) assert.ok(optional || given.has(one), `${file} is not given ${one}`)
    })

    it(`takes of ${file} what it puts out`, () => {
      const taken = [...main.root.text.matchAll(new RegExp(`\\b${name}\\.outputs\\.(\\w+)`, 'g'))].map(
        ([, output = '']) => output,
      )
      for (const output of taken) assert.ok(named(file).outputs.has(output), `${file} puts out no ${output}`)
    })
  }

  it('sets every setting that the code reads, in the environment or in the vault, and nothing else', () => {
    const read = namesIn(readFileSync(join(HERE, '..', '..', 'bot', 'config.ts'), 'utf8'), /^ {2}([A-Z][A-Z_]+):/gm)
    const env = property(named('app.bicep').root, 'env')
    assert.ok(env)
    const set = namesIn(env.text, /name: '(\w+)'/g)
    assert.deepEqual([...new Set([...set, ...IN_VAULT])].sort(), read)
  })

  it('hands on every setting that may be chosen under its own name', () => {
    const handed = [...named('app.bicep').root.text.matchAll(/name: '(\w+)', value: settings\.\?(\w+)/g)]
    for (const [, name, from] of handed) assert.equal(name, from)
    const chosen = all(main.root, ({ type }) => type === 'type_declaration').flatMap((type) => keysOf(type.namedChild(1)))
    assert.deepEqual(
      handed.map(([, name]) => name),
      chosen,
    )
  })

  it('gives no secret to where it can be read back', () => {
    for (const file of files)
      for (const [name, { isSecure }] of file.params)
        if (/secret|password|key|heartbeat/i.test(name)) assert.ok(isSecure, `${file.name}: ${name} needs @secure()`)
    assert.doesNotMatch(
      files.map(({ root }) => root.text).join('\n'),
      /BOT_SECRET'|SSO_CLIENT_SECRET'|SESSION_KEY'|administratorLogin/,
    )
  })

  it('puts out nothing that is secret', () => {
    for (const { name, root, params } of files) {
      const secure = [...params].filter(([, { isSecure }]) => isSecure).map(([param]) => param)
      for (const output of root.namedChildren.filter(({ type }) => type === 'output_declaration'))
        assert.doesNotMatch(output.text, new RegExp(['\\blist\\w*\\(', ...secure].join('|')), name)
    }
  })

  it('lets the identity pull images and read secrets, of this registry and vault, and nothing else', () => {
    const roles = { acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d', secretsUser: '4633458b-17de-408a-b874-0445c86b69e6' }
    const given = files.flatMap(({ root }) => {
      const ids = new Map([...root.text.matchAll(/^var (\w+) = '([\da-f-]{36})'/gm)].map(([, name = '', id]) => [name, id]))
      const assignments = root.namedChildren.filter(({ text }) => text.includes("'Microsoft.Authorization/roleAssignments@"))
      return assignments.map((one) => {
        const [, role = ''] = /, (\w+)\)$/.exec(property(one, 'roleDefinitionId')?.text ?? '') ?? []
        return [property(one, 'scope')?.text, ids.get(role)]
      })
    })
    assert.deepEqual(given, [
      ['registry', roles.acrPull],
      ['vault', roles.secretsUser],
    ])
  })

  it('has alert rules that can be made before the first line is logged, and that read what is logged at info', () => {
    const rules = named('alerts.bicep').root.namedChildren.filter(({ text }) => text.includes('/scheduledQueryRules@'))
    assert.deepEqual(
      rules.map((rule) => property(rule, 'skipQueryValidation')?.text),
      ['true', 'true'],
    )
    assert.match(main.root.text, /^ {2}LOG_LEVEL: \('debug' \| 'info'\)\?/m)
  })

  for (const [file, name, value] of [
    ['vault.bicep', 'enableRbacAuthorization', 'true'],
    ['vault.bicep', 'enablePurgeProtection', 'true'],
    ['database.bicep', 'activeDirectoryAuth', "'Enabled'"],
    ['database.bicep', 'passwordAuth', "'Disabled'"],
    ['app.bicep', 'allowInsecure', 'false'],
    ['app.bicep', 'type', "'UserAssigned'"],
    ['bot.bicep', 'channelName', "'MsTeamsChannel'"],
    ['bot.bicep', 'msaAppType', "'SingleTenant'"],
  ] as const) {
    it(`keeps ${name} at ${value} in ${file}`, () => assert.equal(property(named(file).root, name)?.text, value))
  }
})

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name).sort()
}

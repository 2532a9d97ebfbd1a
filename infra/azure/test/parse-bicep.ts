import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Node } from 'web-tree-sitter'
import { Language, Parser } from 'web-tree-sitter'

/** A Bicep file as its syntax tree shows it: there is no compiler here that would know types. */
export interface BicepFile {
  readonly name: string
  readonly root: Node
  /** Where the syntax is broken, as `line:column`. */
  readonly faults: readonly string[]
  /** Parameters, and whether each has a default. */
  readonly params: ReadonlyMap<string, { readonly optional: boolean; readonly isSecure: boolean }>
  /** Everything that has a name: parameters, variables, types, resources, modules. */
  readonly declared: ReadonlySet<string>
  readonly outputs: ReadonlySet<string>
  /** Modules by name: which file, and what each parameter is given. */
  readonly modules: ReadonlyMap<string, { readonly file: string; readonly given: ReadonlySet<string> }>
}

await Parser.init()
const grammar = await Language.load(fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')))

/** Reads and parses one. */
export function parseBicep(path: string): BicepFile {
  const parser = new Parser()
  parser.setLanguage(grammar)
  const root = parser.parse(readFileSync(path, 'utf8'))?.rootNode
  if (!root) throw new Error(`${path} cannot be parsed`)
  const of = (type: string): Node[] => root.namedChildren.filter((node) => node.type === `${type}_declaration`)
  const [params, modules, outputs] = [of('parameter'), of('module'), of('output')]
  return {
    name: basename(path),
    root,
    faults: all(root, (node) => node.isError || node.isMissing).map(placeOf),
    params: new Map(params.map((node) => [nameOf(node), { optional: /=/.test(node.text), isSecure: isSecure(node) }])),
    declared: new Set([...params, ...modules, ...of('variable'), ...of('resource'), ...of('type')].map(nameOf)),
    outputs: new Set(outputs.map(nameOf)),
    modules: new Map(
      modules.map((node) => [nameOf(node), { file: textOf(node), given: new Set(keysOf(property(node, 'params'))) }]),
    ),
  }
}

/** Every node below that this is true of. */
export function all(root: Node, isWanted: (node: Node) => boolean): Node[] {
  return [...(isWanted(root) ? [root] : []), ...root.children.flatMap((child) => all(child, isWanted))]
}

/** The value of the first property of that name below. */
export function property(root: Node, name: string): Node | null {
  const found = all(root, (node) => node.type === 'object_property' && node.namedChild(0)?.text === name)[0]
  return found?.namedChild(1) ?? null
}

/** The names of an object's properties. */
export function keysOf(object: Node | null): string[] {
  return (object?.namedChildren ?? [])
    .filter(({ type }) => type === 'object_property')
    .map((node) => node.namedChild(0)?.text ?? '')
}

/** Whether a node stands for something that the file declares; other identifiers are names of properties, functions and declarations. */
export function isReference(node: Node): boolean {
  if (node.type !== 'identifier' || !node.parent) return false
  const isFirst = node.parent.namedChild(0)?.id === node.id
  switch (node.parent.type) {
    case 'object_property':
    case 'resource_expression':
      return isFirst === (node.parent.type === 'resource_expression')
    case 'call_expression':
      return !isFirst
    default:
      return !(isFirst && node.parent.type.endsWith('_declaration'))
  }
}

/** Where a node is, as `line:column`. */
export function placeOf({ startPosition: { row, column } }: Node): string {
  return `${row + 1}:${column + 1}`
}

function nameOf(declaration: Node): string {
  return declaration.namedChildren.find(({ type }) => type === 'identifier')?.text ?? ''
}

function textOf(declaration: Node): string {
  return all(declaration, ({ type }) => type === 'string_content')[0]?.text ?? ''
}

function isSecure(param: Node): boolean {
  const before = param.previousNamedSibling
  return before?.type === 'decorators' && before.text.includes('@secure()')
}

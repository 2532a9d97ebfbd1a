import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { Message } from '../ports.ts'

/** What we use of Microsoft's renderer, whose own types lead to sources that our compiler settings refuse. */
interface Renderer {
  readonly AdaptiveCard: new () => {
    hostConfig: object
    parse(card: object, context: object): void
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] }
  }
  readonly HostConfig: new (config: object) => object
  readonly SerializationContext: new () => {
    readonly eventCount: number
    getEventAt(index: number): { readonly message: string }
  }
}

/** Microsoft's renderer; under Node only its bundled form loads. */
const { AdaptiveCard, HostConfig, SerializationContext } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as Renderer

/** Elements that Teams draws on phones (Adaptive Cards 1.2), and the members that we use of each. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: ['$schema', 'version', 'fallbackText', 'body', 'msteams'],
  Container: ['style', 'bleed', 'items', 'selectAction', 'minHeight', 'verticalContentAlignment'],
  ColumnSet: ['columns'],
  Column: ['width', 'items', 'verticalContentAlignment'],
  TextBlock: ['text', 'isSubtle', 'size', 'weight', 'color', 'wrap'],
  RichTextBlock: ['inlines', 'horizontalAlignment'],
  TextRun: ['text', 'weight', 'color', 'size', 'isSubtle'],
  ActionSet: ['actions'],
  'Action.Execute': ['title', 'verb', 'style', 'data', 'fallback'],
  'Action.Submit': ['title', 'data'],
  'Action.OpenUrl': ['title', 'url'],
  'Input.Text': ['id', 'label', 'value', 'isMultiline', 'maxLength', 'placeholder'],
  'Input.ChoiceSet': ['id', 'label', 'value', 'choices', 'style', 'wrap', 'placeholder', 'isMultiSelect'],
}
const EVERYWHERE = ['type', 'spacing', 'separator', 'id']

/** Teams's limit is 100 kB; a phone cuts off what is taller than about this. */
const MOST_BYTES = 25_000
const MOST_ACTIONS = 6

/**
 * Checks what Teams's clients need of a card and would not tell us: known elements only, size, actions, texts for
 * notifications and old clients, nothing left of the template, and outside text where no client reads it as Markdown. A card that
 * only one person sees may have more actions, each row its own.
 */
export function lintCard({ summary, body }: Message, mostActions = MOST_ACTIONS): void {
  assert.ok('card' in body)
  const card = body.card as { [member: string]: unknown }
  const json = JSON.stringify(card)
  assert.ok(Buffer.byteLength(json) <= MOST_BYTES, `${Buffer.byteLength(json)} bytes`)
  assert.equal(card['version'], '1.5')
  for (const [name, text] of [
    ['summary', summary],
    ['fallbackText', card['fallbackText']],
  ] as const) {
    assert.ok(typeof text === 'string' && text.trim() !== '' && text.length <= 300, `${name}: ${String(text)}`)
    assert.doesNotMatch(text, UNSEEN, name)
  }

  const elements = [...elementsOf(card)]
  for (const element of elements) {
    const known = KNOWN[String(element['type'])]
    assert.ok(known, `element ${String(element['type'])}`)
    for (const member of Object.keys(element))
      assert.ok(known.includes(member) || EVERYWHERE.includes(member), `${String(element['type'])}.${member}`)
    if (element['type'] === 'TextBlock') assert.equal(element['wrap'], true, `wrap of ${String(element['text'])}`)
  }
  const actions = elements.flatMap(({ type, actions }) => (type === 'ActionSet' ? actions : []))
  assert.ok(actions.length <= mostActions, `${actions.length} actions`)
  for (const text of textsOf(card)) {
    assert.doesNotMatch(text, UNSEEN, JSON.stringify(text))
    assert.doesNotMatch(text, /[{$]\{/, text) // clients expand {{DATE()}}; ${…} would be a member that the view lacks
  }
  for (const { type, text } of elements) {
    if (type !== 'TextBlock') continue
    if (!ours(String(text))) assert.fail(`outside text in a TextBlock, which is Markdown: ${String(text)}`)
    assert.doesNotMatch(String(text), /^([-+#>]|\d+[.)]) |[*_`~[\]\\]/, 'Markdown in a TextBlock')
  }

  const context = new SerializationContext()
  const parsed = new AdaptiveCard()
  parsed.hostConfig = new HostConfig({ actions: { maxActions: 6 } }) // as Teams shows them
  parsed.parse(card, context)
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message)
  assert.deepEqual(events, [])
  assert.deepEqual(
    parsed.validateProperties().validationEvents.map(({ message }) => message),
    [],
  )
}

const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?! )\p{Cc}/u

/** Every element and action, those in fallbacks too. */
function* elementsOf(value: unknown): Generator<{ [member: string]: unknown }> {
  if (Array.isArray(value)) for (const one of value) yield* elementsOf(one)
  if (!value || typeof value !== 'object' || Array.isArray(value)) return
  const element = value as { [member: string]: unknown }
  if (typeof element['type'] === 'string' && element['type'] !== 'mention') yield element
  for (const [member, inner] of Object.entries(element)) if (member !== 'data' && member !== 'msteams') yield* elementsOf(inner)
}

/** Every text that a person sees. */
function textsOf(card: object): string[] {
  return [...elementsOf(card)].flatMap((element) =>
    ['text', 'title', 'value', 'label'].flatMap((name) => (typeof element[name] === 'string' ? [element[name]] : [])),
  )
}

/** Our own words, and a mention, which has to stand in a TextBlock. Outside text is marked with § by the tests. */
function ours(text: string): boolean {
  return !text.includes('§') || /^(For )?<at>[\p{L}\p{N}\p{M} .'’()-]*<\/at>$/u.test(text)
}

import { isWebAddress } from './answer.ts'
import type { Press } from './api.ts'
import { readTabLink } from './deep-link.ts'
import { hostConfig } from './host-config.ts'
import { type Mention, renderMarkdown } from './markdown.ts'
import type { Theme } from './place.ts'
import type { CardAction, Drawing, Renderer } from './renderer.ts'

/** Microsoft's renderer, loaded by a script element of the page. */
declare const AdaptiveCards: Renderer

/** What a person can do with a card. */
export interface CardUses {
  /** Settles when the bot has answered; until then the card's buttons wait. */
  readonly press: (press: Press) => Promise<void>
  readonly openTab: (subPage: string) => void
}

/** Draws a card with Microsoft's renderer. */
export function drawCard(card: unknown, theme: Theme, isMe: (id: string) => boolean, { press, openTab }: CardUses): HTMLElement {
  const { AdaptiveCard, HostConfig } = AdaptiveCards
  const mentions = readMentions(card, isMe)
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = renderMarkdown(text, mentions)
    result.didProcess = true
  }

  const drawing = new AdaptiveCard()
  drawing.hostConfig = new HostConfig(hostConfig(theme))
  drawing.parse(card)
  const element = drawing.render()
  if (!element) return unreadable()

  drawing.onAnchorClicked = (_element, anchor) => !isWebAddress(anchor.href)
  drawing.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction) return open(action.url, openTab)
    const pressed = readPress(action, drawing)
    if (pressed) void whileWaiting(element, action.renderedElement, () => press(pressed))
  }
  for (const anchor of element.querySelectorAll('a')) anchor.rel = 'noopener noreferrer'
  return element
}

/** What goes to the bot. Showing and hiding is the renderer's own doing and no press. */
function readPress(action: CardAction, drawing: Drawing): Press | null {
  const inputs = Object.fromEntries(drawing.getAllInputs().map(({ id, value }) => [id ?? '', value]))
  const { data } = action.toJSON() ?? {}
  if (action instanceof AdaptiveCards.ExecuteAction) return { submit: false, verb: action.verb, data, inputs }
  if (action instanceof AdaptiveCards.SubmitAction)
    return { submit: true, verb: String(data?.['verb'] ?? 'submit'), data, inputs }
  return null
}

async function whileWaiting(card: HTMLElement, pressed: HTMLElement | undefined, work: () => Promise<void>): Promise<void> {
  const buttons = [...card.querySelectorAll<HTMLButtonElement>('.ac-pushButton')]
  for (const button of buttons) button.disabled = true
  pressed?.setAttribute('aria-busy', 'true')
  try {
    await work()
  } finally {
    for (const button of buttons) button.disabled = false
    pressed?.removeAttribute('aria-busy')
  }
}

function open(url: string | undefined, openTab: CardUses['openTab']): void {
  if (url === undefined || !isWebAddress(url)) return
  const subPage = readTabLink(url)
  if (subPage === null) window.open(url, '_blank', 'noopener,noreferrer')
  else openTab(subPage)
}

/** Mentions a card declares in `msteams.entities` (Teams: "Mention support within Adaptive Cards"). */
function readMentions(card: unknown, isMe: (id: string) => boolean): Mention[] {
  const entities = (card as { msteams?: { entities?: unknown } } | null)?.msteams?.entities
  return (Array.isArray(entities) ? entities : [])
    .filter(
      (entity) => entity?.type === 'mention' && typeof entity.text === 'string' && typeof entity.mentioned?.name === 'string',
    )
    .map(({ text, mentioned: { id, name } }) => ({ text, name, me: isMe(String(id)) }))
}

function unreadable(): HTMLElement {
  const element = document.createElement('p')
  element.className = 'unreadable'
  element.textContent = 'This card can’t be shown.'
  return element
}

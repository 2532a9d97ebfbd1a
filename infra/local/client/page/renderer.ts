/** What we use of Microsoft's renderer (`adaptivecards` 3); its own types bring its sources into our type check. */
export interface Renderer {
  readonly AdaptiveCard: {
    new (): Drawing
    onProcessMarkdown: (text: string, result: { outputHtml?: string; didProcess: boolean }) => void
  }
  readonly HostConfig: new (config: object) => object
  readonly OpenUrlAction: new () => CardAction & { readonly url?: string }
  readonly ExecuteAction: new () => CardAction & { readonly verb: string }
  readonly SubmitAction: new () => CardAction
}

/** A card being drawn. */
export interface Drawing {
  hostConfig: object
  onAnchorClicked: (element: unknown, anchor: HTMLAnchorElement) => boolean
  onExecuteAction: (action: CardAction) => void
  parse(card: unknown): void
  render(): HTMLElement | undefined
  getAllInputs(): { readonly id?: string; readonly value: unknown }[]
}

/** A button of a card. */
export interface CardAction {
  readonly renderedElement?: HTMLElement
  toJSON(): { readonly data?: Record<string, unknown> } | undefined
}

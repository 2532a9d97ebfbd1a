/** A button that a template draws, with what old clients send of it. */
export interface CardButton {
  readonly title: string
  readonly verb: string
  readonly data: object
  readonly submitted: object
}

/** A button; an old client sends its data alone, so that the verb is there as well. */
export function cardButton(title: string, verb: string, data: object): CardButton {
  return { title, verb, data, submitted: { ...data, verb } }
}

import { Template } from 'adaptivecards-templating'

/** An Adaptive Card as it goes over the wire. */
export interface AdaptiveCard {
  readonly type: 'AdaptiveCard'
  readonly version: string
  readonly [member: string]: unknown
}

/**
 * Makes a card's renderer of its template. The template is kept: making one costs twenty times what filling one does.
 * A view has every member that the template names, `null` where there is nothing; an unknown name would be shown as `${name}`.
 */
export function template<View extends object>(json: object): (view: View) => AdaptiveCard {
  const kept = new Template(json)
  return (view) => kept.expand({ $root: view }) as AdaptiveCard
}

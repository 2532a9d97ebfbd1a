/** What we use of `adaptivecards-templating`; its own types bring Microsoft's sources into our type check (tsconfig.json points here). */
export class Template {
  constructor(payload: object)
  expand(context: { readonly $root: object }): unknown
}

/** Where one is in the tab. */
export type Route =
  | { readonly at: 'alerts' }
  | { readonly at: 'isolated' }
  | { readonly at: 'alert'; readonly id: string }
  | { readonly at: 'machine'; readonly id: string }

/** Of a page's `location.hash`; what is not understood leads to the list. */
export function parseRoute(hash: string): Route {
  if (hash === '#/isolated') return { at: 'isolated' }
  const [, at, id] = /^#\/(alert|machine)\/([^/]+)$/.exec(hash) ?? []
  return routeOf(at, id === undefined ? undefined : decoded(id))
}

/** Of a deep link's sub-page, `alert:<id>`, `machine:<id>` or `isolated` (Teams: `context.page.subPageId`). */
export function parseSubPage(subPage: string | null): Route {
  if (subPage === 'isolated') return { at: 'isolated' }
  const [, at, id] = /^(alert|machine):(.+)$/.exec(subPage ?? '') ?? []
  return routeOf(at, id)
}

/** What a link to there says. */
export function hrefOf(route: Route): string {
  switch (route.at) {
    case 'alerts':
      return '#/'
    case 'isolated':
      return '#/isolated'
    default:
      return `#/${route.at}/${encodeURIComponent(route.id)}`
  }
}

function routeOf(at: string | undefined, id: string | undefined): Route {
  return id && (at === 'alert' || at === 'machine') ? { at, id } : { at: 'alerts' }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

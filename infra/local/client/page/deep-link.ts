/** Teams, in the commercial cloud and in those of the US government. */
const TEAMS = ['https://teams.microsoft.com', 'https://gov.teams.microsoft.us', 'https://dod.teams.microsoft.us']

/**
 * Where a card's link leads in the app's tab, as its sub-page (empty for the tab's first screen); `null` for any other address.
 * `https://teams.microsoft.com/l/entity/<app>/<tab>?context={"subEntityId":…}` opens in Teams itself and in no browser (Teams: "Deep
 * link to a tab"). There is one app here, so its id is not looked at.
 */
export function readTabLink(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { origin, pathname, searchParams } = new URL(url)
  if (!TEAMS.includes(origin) || !/^\/l\/entity\/[^/]+\/alerts$/.test(pathname)) return null
  try {
    const context: unknown = JSON.parse(searchParams.get('context') ?? '{}')
    const subPage = context && typeof context === 'object' && 'subEntityId' in context ? context.subEntityId : ''
    return typeof subPage === 'string' ? subPage : ''
  } catch {
    return ''
  }
}

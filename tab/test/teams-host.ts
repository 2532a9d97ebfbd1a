import type { Frame, Page } from 'playwright-core'

/** What Teams answers, as the test may change it. */
export interface Told {
  theme: string
  subPage: string
  /** `[true, token]` or `[false, error]`. */
  token: [boolean, string]
  signIn: [boolean, string]
}

declare global {
  interface Window {
    /** Teams on its page: what it answers, what it heard, and a way to say something. */
    teams: { told: Told; heard: { func: string; args: unknown[] }[]; say(func: string, args: unknown[]): void }
  }
}

const USUAL: Told = { theme: 'default', subPage: '', token: [true, 'token-1'], signIn: [true, ''] }

/**
 * Teams to teams-js 2.58, as a page at Teams's own address with the tab in a frame: app → host `{id, uuidAsString, func, args}`, host
 * → app the same ids and `args`, or `{func, args}` for what nobody asked.
 */
function hostPage(told: Told, src: string): string {
  return `<!doctype html><html lang="en"><head><title>Teams</title>
<style>html,body,iframe{margin:0;width:100%;height:100%;border:0;display:block}body{overflow:hidden}</style></head>
<body><script>
const runtime = { apiVersion: 4, hostVersionsInfo: {}, isLegacyTeams: false, supports: { pages: { backStack: {}, config: {} } } }
const told = ${JSON.stringify(told)}
const heard = []
const answers = {
  initialize: () => [location.hash === '#settings' ? 'settings' : 'content', 'desktop', JSON.stringify(runtime), '2.58.0'],
  getContext: () => [{ theme: told.theme, entityId: 'alerts', subEntityId: told.subPage, locale: 'en-gb', hostClientType: 'desktop' }],
  'authentication.getAuthToken': () => told.token,
  'authentication.authenticate': () => told.signIn,
  'settings.setSettings': () => [true, ''],
}
const frame = () => document.querySelector('iframe').contentWindow
addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame()) return
  heard.push({ func: data.func, args: data.args })
  const answer = answers[data.func]?.()
  if (answer) source.postMessage({ id: data.id, uuidAsString: data.uuidAsString, args: answer }, origin)
})
window.teams = { told, heard, say: (func, args) => frame().postMessage({ func, args }, '*') }
</script><iframe name="tab" title="Tab" allow="clipboard-write" src="${src}"></iframe></body></html>`
}

/** Shows a page of the tab inside Teams, and gives its frame. */
export async function showInTeams(page: Page, src: string, told: Partial<Told> = {}, frameContext = 'content'): Promise<Frame> {
  const body = hostPage({ ...USUAL, ...told }, src)
  await page.route('https://teams.microsoft.com/**', (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto(`https://teams.microsoft.com/#${frameContext}`)
  const frame = page.frame('tab')
  if (!frame) throw new Error('Teams has no frame')
  return frame
}

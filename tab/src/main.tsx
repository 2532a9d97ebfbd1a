import '@fluentui/web-components/anchor-button.js'
import '@fluentui/web-components/button.js'
import '@fluentui/web-components/spinner.js'
import '@fluentui/web-components/text-input.js'
import '@fluentui/web-components/textarea.js'
import { render } from 'preact'
import { createApi } from './api.ts'
import { App } from './app.tsx'
import { hrefOf, parseSubPage } from './route.ts'
import { OpenInTeams } from './screens/open-in-teams.tsx'
import { createSources } from './sources.ts'
import { joinTeams } from './teams.ts'
import { wear } from './theme.ts'

const root = document.getElementById('tab')
if (!root) throw new Error('index.html has no #tab')
wear(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default')
const teams = await joinTeams()
if (teams) {
  wear(teams.theme)
  teams.onTheme(wear)
  const deep = parseSubPage(teams.subPage)
  history.scrollRestoration = 'manual'
  if (deep.at !== 'alerts' && !location.hash) {
    // The list goes under it, so that going back leads there and not out of the tab.
    history.replaceState(null, '', hrefOf({ at: 'alerts' }))
    history.pushState(null, '', hrefOf(deep))
  }
  const api = createApi(teams.token)
  render(<App teams={teams} api={api} sources={createSources(api)} />, root)
  teams.loaded()
} else {
  render(<OpenInTeams />, root)
}

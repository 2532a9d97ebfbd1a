import { app, pages } from '@microsoft/teams-js'

/** The page that Teams shows when somebody adds the tab to a channel. Phones show such a tab only with a `websiteUrl` (Teams: tabs on mobile). */
await app.initialize()
document.documentElement.dataset['theme'] = (await app.getContext()).app.theme
const url = new URL('/tab/', location.href).href
pages.config.registerOnSaveHandler(async (saving) => {
  try {
    await pages.config.setConfig({ suggestedDisplayName: 'Alerts', entityId: 'alerts', contentUrl: url, websiteUrl: url })
    saving.notifySuccess()
  } catch (error) {
    saving.notifyFailure(error instanceof Error ? error.message : 'Teams did not take the settings.')
  }
})
pages.config.setValidityState(true)
app.notifySuccess()

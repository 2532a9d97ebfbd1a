import { h, render } from 'preact'
import { App } from './app.ts'
import { startSession } from './session.ts'
import { visible } from './state.ts'

const root = document.querySelector('#client')
if (!root) throw new Error('The page has no place for the client.')

startSession((state, session) => {
  const open = visible(state).find(({ id }) => id === state.place.conversation)
  document.documentElement.dataset['theme'] = state.place.theme
  document.title = [state.unread.size > 0 ? `(${state.unread.size})` : '', state.place.tab ? 'Alerts' : open?.name, 'PocketSOC']
    .filter(Boolean)
    .join(' ')
  render(h(App, { state, session }), root)
})

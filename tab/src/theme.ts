import { teamsDarkTheme, teamsHighContrastTheme, teamsLightTheme } from '@fluentui/tokens'
import { setTheme } from '@fluentui/web-components/theme/set-theme.js'

/** Dresses the page as Teams is dressed: Fluent's tokens as CSS variables, and our own few colours by `data-theme`. */
export function wear(teamsTheme: string): void {
  const name = teamsTheme === 'contrast' ? 'contrast' : teamsTheme === 'dark' || teamsTheme === 'glass' ? 'dark' : 'light'
  setTheme({ light: teamsLightTheme, dark: teamsDarkTheme, contrast: teamsHighContrastTheme }[name])
  document.documentElement.dataset['theme'] = name
}

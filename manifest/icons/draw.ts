import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openBrowser } from '../../infra/local/test/browser.ts'

/** Draws the app's icons anew out of their SVGs: `node manifest/icons/draw.ts`. Teams wants PNG, 192 and 32 pixels square. */
const browser = await openBrowser()
for (const [name, size] of [
  ['color', 192],
  ['outline', 32],
] as const) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.goto(pathToFileURL(join(import.meta.dirname, `${name}.svg`)).href)
  await page.screenshot({ path: join(import.meta.dirname, `${name}.png`), omitBackground: true })
  await page.close()
}
await browser.close()

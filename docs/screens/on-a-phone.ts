import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'

/** Opens a conversation of the local client on a phone, as the responder. */
export async function openOnPhone(browser: Browser, url: string, conversation: string, theme: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, reducedMotion: 'reduce' })
  await page.goto(`${url}/client/#/c/${encodeURIComponent(conversation)}?as=responder&theme=${theme}`)
  await page.locator('[data-message-id]').first().waitFor()
  return page
}

/** Keeps a picture of the page in this folder, once no notification lies over it. */
export async function save(page: Page, name: string, theme: string): Promise<void> {
  await page.mouse.move(0, 0) // else what is under it looks pointed at
  await page.waitForTimeout(300)
  await page.locator('.toast').last().waitFor({ state: 'hidden' })
  await page.screenshot({ path: join(import.meta.dirname, `${name}-${theme}.png`) })
}

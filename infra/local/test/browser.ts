import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/**
 * Headless Chromium out of the npm package; it can reach this machine's loopback and nothing else. Close it after use. The package's
 * own arguments are for functions in a cloud: they put all into one process and take away web security, which tests must see.
 */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      '--no-sandbox',
      '--font-render-hinting=none',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
    headless: true,
  })
}

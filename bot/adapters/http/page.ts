/** A page or a file, as it goes to the browser. */
export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Everything that a page loads is ours, and none of it is inline. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src https://res.cdn.office.net; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The style of every page; served as `/page.css`. */
export const PAGE_STYLE: Page = file(
  'text/css',
  `:root { color-scheme: light dark; font: 16px/1.5 "Segoe UI", system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f5f5f5, #1f1f1f); color: light-dark(#242424, #fff) }
main { max-width: 26rem; margin: 1rem; padding: 1.5rem; border-radius: 8px; background: light-dark(#fff, #292929) }
h1 { margin: 0 0 .5rem; font-size: 1.25rem } p { margin: .5rem 0 0 }`,
)

/** A page of a title and some paragraphs, all of them our own words. `code` is handed to the scripts, which are only then loaded. */
export function textPage(
  status: number,
  title: string,
  paragraphs: readonly string[],
  code: string | null = null,
  scripts: readonly string[] = [],
): Page {
  const handed = code === null ? '' : ` data-code="${code}"`
  const loaded = code === null ? '' : scripts.map((src) => `<script src="${src}"></script>`).join('')
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/page.css"></head>
<body><main id="result"${handed}><h1>${title}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}</main>${loaded}</body></html>`
  return { status, headers: PAGE_HEADERS, body }
}

/** A file that may be kept for an hour. */
export function file(type: string, body: string): Page {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'public, max-age=3600',
    'x-content-type-options': 'nosniff',
  }
  return { status: 200, headers, body }
}

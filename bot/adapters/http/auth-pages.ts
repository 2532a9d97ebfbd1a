import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SignInEnd, SignInSteps } from '../../ports.ts'

/** A page or a file, as it goes to the browser. */
export interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Everything under `/auth/`: a GET of `path` with this query. `null` for what is not there. */
export type AuthPages = (path: string, query: URLSearchParams) => Promise<Page | null>

const WORDS: Readonly<Record<SignInEnd['is'], { readonly status: number; readonly title: string; readonly text: string }>> = {
  done: {
    status: 200,
    title: 'You are signed in',
    text: 'Go back to the card. If nothing happens there, press the button once more.',
  },
  expired: {
    status: 410,
    title: 'This sign-in is over',
    text: 'It was used already, or took longer than ten minutes. Press the button on the card again.',
  },
  'not-finished': {
    status: 400,
    title: 'Sign-in was not finished',
    text: 'Nothing was done. Press the button on the card again when you are ready.',
  },
  'somebody-else': {
    status: 403,
    title: 'That was somebody else',
    text: 'You signed in with another account than the one that pressed the button. Nothing was done.',
  },
  blocked: {
    status: 403,
    title: 'You may not use this',
    text: 'Your organisation does not let this account use PocketSOC. Nothing was done. Ask your administrator.',
  },
  failed: {
    status: 502,
    title: 'Sign-in did not work',
    text: 'Nothing was done. Press the button on the card again in a minute.',
  },
}

/** Everything that the pages load is ours and none of it is inline. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src https://res.cdn.office.net; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 "Segoe UI", system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f5f5f5, #1f1f1f); color: light-dark(#242424, #fff) }
main { max-width: 22rem; margin: 1rem; padding: 1.5rem; border-radius: 8px; background: light-dark(#fff, #292929) }
h1 { margin: 0 0 .5rem; font-size: 1.25rem } p { margin: 0 }`

/** Hands the code to Teams; in some clients that closes the window, in others the words on the page have to do. */
const DONE = `const code = document.getElementById('result').dataset.code
microsoftTeams.app.initialize().then(() => microsoftTeams.authentication.notifySuccess(code)).catch(() => undefined)`

/** The sign-in pages: `/auth/start` leads to Entra, `/auth/callback` is where Entra leads back to. */
export function createAuthPages(steps: SignInSteps): AuthPages {
  let teamsJs: string | null = null
  return async (path, query) => {
    switch (path) {
      case '/auth/start': {
        const url = await steps.start(query.get('flow') ?? '')
        return url === null ? page({ is: 'expired' }) : { status: 302, headers: { ...PAGE_HEADERS, location: url }, body: '' }
      }
      case '/auth/callback':
        return page(await steps.finish(query))
      case '/auth/page.css':
        return file('text/css', STYLE)
      case '/auth/done.js':
        return file('text/javascript', DONE)
      case '/auth/teams-js.js':
        teamsJs ??= readFileSync(fileURLToPath(import.meta.resolve('@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js')), 'utf8')
        return file('text/javascript', teamsJs)
      default:
        return null
    }
  }
}

function page(end: SignInEnd): Page {
  const { status, title, text } = WORDS[end.is]
  const code = end.is === 'done' ? ` data-code="${end.code}"` : ''
  const scripts = end.is === 'done' ? '<script src="/auth/teams-js.js"></script><script src="/auth/done.js"></script>' : ''
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/auth/page.css"></head>
<body><main id="result"${code}><h1>${title}</h1><p>${text}</p></main>${scripts}</body></html>`
  return { status, headers: PAGE_HEADERS, body }
}

function file(type: string, body: string): Page {
  return {
    status: 200,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    },
    body,
  }
}

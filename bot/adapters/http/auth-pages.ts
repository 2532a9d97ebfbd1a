import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ConsentEnd, ConsentSteps, SignInEnd, SignInSteps } from '../../ports.ts'
import type { Page } from './page.ts'
import { file, PAGE_HEADERS, textPage } from './page.ts'

/** Everything under `/auth/`: a GET of `path` with this query. `null` for what is not there. */
export type AuthPages = (path: string, query: URLSearchParams) => Promise<Page | null>

const WORDS: Readonly<Record<SignInEnd['is'], { readonly status: number; readonly title: string; readonly text: string }>> = {
  done: {
    status: 200,
    title: 'You are signed in',
    text: 'Go back to Teams. If nothing happens there, press the button once more.',
  },
  expired: {
    status: 410,
    title: 'This sign-in is over',
    text: 'It was used already, or took longer than ten minutes. Press the button again.',
  },
  'not-finished': {
    status: 400,
    title: 'Sign-in was not finished',
    text: 'Nothing was done. Press the button again when you are ready.',
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
    text: 'Nothing was done. Press the button again in a minute.',
  },
}

const CONSENT_WORDS: Readonly<Record<ConsentEnd, { readonly status: number; readonly title: string; readonly text: string }>> = {
  done: { status: 200, title: 'Thank you', text: 'PocketSOC looks at what is granted now. Cards follow within a minute.' },
  'not-finished': {
    status: 400,
    title: 'Nothing was granted',
    text: 'Entra did not say that you granted it. You can try again.',
  },
  expired: { status: 410, title: 'This link is over', text: 'It works for a week. The newest is in the operator conversation.' },
}

/** Hands the code to Teams; in some clients that closes the window, in others the words on the page have to do. */
const DONE = `const code = document.getElementById('result').dataset.code
microsoftTeams.app.initialize().then(() => microsoftTeams.authentication.notifySuccess(code)).catch(() => undefined)`

/**
 * The pages that lead to Entra, and those where Entra leads back to: `/auth/start` and `/auth/callback` for people who sign
 * in, `/auth/consent` and `/auth/consented` for an administrator who grants permissions.
 */
export function createAuthPages(steps: SignInSteps, consent: ConsentSteps): AuthPages {
  let teamsJs: string | null = null
  return async (path, query) => {
    switch (path) {
      case '/auth/start': {
        const url = await steps.start(query.get('flow') ?? '')
        return url === null ? page({ is: 'expired' }) : redirect(url)
      }
      case '/auth/callback':
        return page(await steps.finish(query))
      case '/auth/consent': {
        const url = consent.start(query.get('key') ?? '')
        return url === null ? consentPage('expired') : redirect(url)
      }
      case '/auth/consented':
        return consentPage(await consent.finish(query))
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
  return textPage(status, title, [text], end.is === 'done' ? end.code : null, ['/auth/teams-js.js', '/auth/done.js'])
}

function consentPage(end: ConsentEnd): Page {
  const { status, title, text } = CONSENT_WORDS[end]
  return textPage(status, title, [text])
}

function redirect(location: string): Page {
  return { status: 302, headers: { ...PAGE_HEADERS, location }, body: '' }
}

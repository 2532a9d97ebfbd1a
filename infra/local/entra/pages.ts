import type { Account } from '../world.ts'
import type { Refusal } from './errors.ts'

/** Lets an account be picked; the hinted one comes first. */
export function signInPage(accounts: readonly Account[], hint: string | null): Response {
  const isHinted = ({ upn, oid }: Account) => upn === hint || oid === hint
  const sorted = [...accounts.filter(isHinted), ...accounts.filter((account) => !isHinted(account))]
  const choices = sorted.map(
    ({ key, name, upn }) =>
      `<button class="account" name="account" value="${key}"><b>${escaped(name)}</b><span>${escaped(upn)}</span></button>`,
  )
  return page(
    'Pick an account',
    `<p>to continue to PocketSOC. Nobody has a password here.</p>${choices.join('')}`,
    '<button name="cancel">Cancel</button>',
  )
}

/** Plays the second factor. */
export function approvePage(account: Account): Response {
  const text = `<p>This needs more proof that it is you. Open your authenticator app and tap the number shown there.</p><p class="number">42</p>`
  return page(
    'Approve sign-in request',
    text,
    '<button name="cancel">Cancel</button><button class="main" name="approved" value="yes">Approve</button>',
    { account },
  )
}

/** Asks for what no administrator has granted for everybody. */
export function consentPage(account: Account, scopes: readonly string[], approved: boolean): Response {
  const rows = ['access_as_user', ...scopes].map((scope) => `<li>${escaped(scope)}</li>`)
  return page(
    'Permissions requested',
    `<p><b>PocketSOC</b> would like to do this as you:</p><ul>${rows.join('')}</ul>`,
    '<button name="cancel">Cancel</button><button class="main" name="consented" value="yes">Accept</button>',
    { account, approved },
  )
}

/** Asks an administrator to grant it for everybody. */
export function grantPage(scopes: readonly string[]): Response {
  const rows = scopes.map((scope) => `<li>${escaped(scope)}</li>`)
  return page(
    'Permissions requested for your organisation',
    `<p><b>PocketSOC</b> would like to do this as anybody who signs in:</p><ul>${rows.join('')}</ul>`,
    '<button name="cancel">Cancel</button><button class="main" name="granted" value="yes">Accept</button>',
  )
}

/** Says why it goes no further; there is no way back to the app from here. */
export function refusedPage({ status, code, text }: Refusal, account: Account | null): Response {
  const title = account ? 'You cannot access this right now' : 'Sorry, but we’re having trouble signing you in'
  return page(title, `<p>AADSTS${code}: ${escaped(text)}</p>`, '', { ...(account && { account }), status })
}

/** The pages' frame: no scripts; the form posts to the page's own URL. */
function page(
  title: string,
  text: string,
  buttons: string,
  { account, approved, status = 200 }: { account?: Account; approved?: boolean; status?: number } = {},
): Response {
  const hidden = [
    account ? `<input type="hidden" name="account" value="${account.key}">` : '',
    approved ? '<input type="hidden" name="approved" value="yes">' : '',
  ]
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
<main>
<p class="brand"><i></i>Fabrikam <small>local tenant</small></p>
${account ? `<p class="who">${escaped(account.upn)}</p>` : ''}
<h1>${title}</h1>
<form method="post">${hidden.join('')}${text}<div class="buttons">${buttons}</div></form>
</main>
</html>
`
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store, no-cache',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
    },
  })
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const STYLE = `
:root { color-scheme: light dark; --back: #f0f2f5; --paper: #fff; --ink: #1b1b1b; --dim: #5c5c5c; --line: #d6d6d6; --main: #0067b8 }
@media (prefers-color-scheme: dark) { :root { --back: #121212; --paper: #1f1f1f; --ink: #f2f2f2; --dim: #b0b0b0; --line: #3d3d3d; --main: #4aa0e6 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--ink); font: 16px/1.4 'Segoe UI', system-ui, sans-serif }
main { width: 100%; max-width: 440px; padding: 32px; background: var(--paper); border-radius: 4px; box-shadow: 0 2px 6px #0003 }
@media (max-width: 480px) { body { place-items: stretch } main { border-radius: 0; box-shadow: none; padding: 24px } }
h1 { margin: 8px 0; font-size: 24px; font-weight: 600 }
p { margin: 8px 0 }
ul { margin: 8px 0 24px; padding-left: 20px }
small, .who, .account span { color: var(--dim); font-size: 14px }
.brand { display: flex; align-items: center; gap: 8px; margin: 0 0 16px; font-weight: 600 }
.brand i { width: 20px; height: 20px; border-radius: 50%; background: var(--main) }
.number { font-size: 32px; font-weight: 600; text-align: center }
button { min-height: 44px; padding: 8px 20px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 2px; cursor: pointer }
button:hover, button:focus-visible { border-color: var(--main); outline: 2px solid var(--main) }
.account { display: flex; flex-direction: column; align-items: start; width: 100%; margin: 8px 0; text-align: left }
.main { background: var(--main); border-color: var(--main); color: var(--paper) }
.buttons { display: flex; justify-content: end; gap: 8px; margin-top: 24px }
`

/** Whose hands are on the browser. */
export interface Hands {
  /** The account that is picked on the sign-in page. */
  readonly as: string
  /** Whether they approve and accept what else they are asked, or cancel. */
  readonly approve: boolean
}

/** The page where it ended. */
export interface Landed {
  readonly path: string
  readonly status: number
  readonly html: string
}

const MOST_STEPS = 12

/** Follows a sign-in from its first page to its last, as a browser without scripts: redirects, cookies, the forms of Entra's pages. Throws an Error when it leaves the site. */
export async function signInWith(start: URL, { as, approve }: Hands): Promise<Landed> {
  const cookies = new Map<string, string>()
  let url = start
  let form: URLSearchParams | null = null
  for (let step = 0; step < MOST_STEPS; step++) {
    if (url.origin !== start.origin) throw new Error(`The sign-in went to ${url.origin}, which is not in the tenant`)
    const answer: Response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form,
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
      if (/;\s*max-age=0\b/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const html = await answer.text()
    const location = answer.headers.get('location')
    if (location !== null && answer.status >= 300 && answer.status < 400) {
      url = new URL(location, url)
      form = null
      continue
    }
    form = url.pathname.startsWith('/microsoft/') ? filled(html, as, approve) : null
    if (!form) return { path: url.pathname, status: answer.status, html }
  }
  throw new Error(`The sign-in did not end in ${MOST_STEPS} steps`)
}

/** What pressing the right button of one of Entra's pages sends; `null` when there is none. */
function filled(html: string, account: string, approve: boolean): URLSearchParams | null {
  const fields = [...html.matchAll(/<input type="hidden" name="(\w+)" value="(\w+)">/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ])
  const asked = /<button class="\w+" name="(\w+)"/.exec(html)?.[1]
  if (!asked) return null
  if (asked === 'account') return new URLSearchParams({ account })
  return new URLSearchParams([...fields, approve ? [asked, 'yes'] : ['cancel', '']])
}

/** The code on the bot's last page, which it hands to teams-js's `notifySuccess`. */
export function codeOn({ html }: Landed): string | null {
  const result = /<[a-z]+\b[^>]*\sid="result"[^>]*>/.exec(html)?.[0] ?? ''
  return /\sdata-code="([^"]+)"/.exec(result)?.[1] ?? null
}

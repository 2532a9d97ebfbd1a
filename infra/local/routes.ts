import type { Handler } from './platform.ts'

/** One method and path, and what answers it; the path's `:parts` are handed over decoded, in order. */
export interface Route {
  readonly method: string
  readonly path: string
  readonly answer: (request: Request, ...parts: string[]) => Response | Promise<Response>
}

/** Names a route: `route('GET', '/things/:id', (request, id) => …)`. */
export const route = (method: string, path: string, answer: Route['answer']): Route => ({ method, path, answer })

/** A handler that asks the first route that fits, after `prefix` (a regular expression's source), or else `otherwise`. */
export function answerBy(routes: readonly Route[], otherwise: Handler, prefix = ''): Handler {
  const known = routes.map(({ method, path, answer }) => ({
    method,
    answer,
    fits: new RegExp(`^${prefix}${path.replace(/:\w+/g, '([^/]+)')}$`),
  }))
  return async (request) => {
    const { pathname } = new URL(request.url)
    for (const { method, fits, answer } of known) {
      const found = method === request.method ? fits.exec(pathname) : null
      const parts = found?.slice(1).map(decoded)
      if (parts?.every((part) => part !== null)) return answer(request, ...parts)
    }
    return otherwise(request)
  }
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}

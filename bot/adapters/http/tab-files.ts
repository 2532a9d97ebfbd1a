import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Page } from './page.ts'
import { textPage } from './page.ts'

/** What a GET of a path below `/tab/` is answered with; `null` for what is not there. */
export type TabFiles = (name: string, takesGzip: boolean) => Promise<FileReply | null>

/** A page whose body may be packed. */
export interface FileReply extends Omit<Page, 'body'> {
  readonly body: string | Buffer
}

type Headers = Readonly<Record<string, string>>

interface KeptFile {
  readonly headers: Headers
  readonly plain: Buffer
  /** `null` where packing gains nothing. */
  readonly packed: Buffer | null
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/**
 * Nothing inline, nobody else's, shown within Teams alone ("Content security policy headers"); `self` is where the local
 * client shows it. teams-js reads its list of hosts from Microsoft.
 */
const headersFor = (frameAncestors: readonly string[]) => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self' https://res.cdn.office.net",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors 'self' ${frameAncestors.join(' ')}`,
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
})

const NOT_BUILT = textPage(503, 'The tab is not built', ['Whoever runs this service has to run: npm run build'])

/** Where Teams is. */
export interface TeamsPlace {
  readonly teamsUrl: string
  /** What may show the tab in a frame. */
  readonly teamsOrigins: readonly string[]
}

/** The built tab, read once and kept packed, and `teams`, which leads there; until the tab is built, a page says so. */
export function createTabFiles(folder: string, { teamsUrl, teamsOrigins }: TeamsPlace): TabFiles {
  const common = headersFor(teamsOrigins)
  let kept: Promise<ReadonlyMap<string, KeptFile>> | null = null

  return async (name, takesGzip) => {
    if (name === 'teams') return { status: 302, headers: { ...common, location: teamsUrl }, body: '' }
    kept ??= readAll(folder, common)
    const files = await kept.catch((error: unknown) => {
      kept = null
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    })
    if (files === null) return NOT_BUILT
    const file = files.get(name || 'index.html')
    if (!file) return null
    if (file.packed === null) return { status: 200, headers: file.headers, body: file.plain }
    const headers = { ...file.headers, vary: 'accept-encoding' }
    if (!takesGzip) return { status: 200, headers, body: file.plain }
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: file.packed }
  }
}

async function readAll(folder: string, common: Headers): Promise<ReadonlyMap<string, KeptFile>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => extname(name) in TYPES)
  return new Map(await Promise.all(names.map(async (name) => [name, await keep(join(folder, name), name, common)] as const)))
}

async function keep(path: string, name: string, common: Headers): Promise<KeptFile> {
  const plain = await readFile(path)
  const packed = await promisify(gzip)(plain, { level: 9 })
  const headers = { ...common, 'content-type': TYPES[extname(name)] ?? '', 'cache-control': cacheOf(name) }
  return { headers, plain, packed: packed.length < plain.length * 0.9 ? packed : null }
}

/** What the build puts in `assets/` has a hash of its content in its name. */
function cacheOf(name: string): string {
  if (name.endsWith('.html')) return 'no-store'
  return name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600'
}

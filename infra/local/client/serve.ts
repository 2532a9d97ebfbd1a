/** Serves the web client under /client/: its page, its styles, its TypeScript with the types taken off, and a few libraries. */

import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Handler } from '../platform.ts'

const PAGE = new URL('./page/', import.meta.url)
const PAGE_FILE = /^[a-z-]+\.(css|html|svg|ts)$/

/** What the page may load out of node_modules, by the name it has here. */
const LIBRARIES = new Map(
  Object.entries({
    'lib/adaptivecards.js': 'adaptivecards/dist/adaptivecards.min.js',
    'lib/markdown-it.js': 'markdown-it/browser',
    'lib/preact.js': 'preact',
    'lib/preact-hooks.js': 'preact/hooks',
    'lib/open-sans.woff2': '@fontsource-variable/open-sans/files/open-sans-latin-wght-normal.woff2',
    'lib/open-sans-ext.woff2': '@fontsource-variable/open-sans/files/open-sans-latin-ext-wght-normal.woff2',
  }),
)

/** Bare names in imports, and where they are served. An import map would do, but it would have to be an inline script. */
const BARE_NAMES = new Map(
  Object.entries({
    'markdown-it': '/client/lib/markdown-it.js',
    preact: '/client/lib/preact.js',
    'preact/hooks': '/client/lib/preact-hooks.js',
  }),
)

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.woff2': 'font/woff2',
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Answers for `/client/…`; anything but its own files is a 404. */
export function clientHandler(): Handler {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET')

    const { pathname } = new URL(request.url)
    const name = pathname.replace(/^\/client\//, '') || 'index.html'
    const body = await read(name)
    if (body === null) return plain(404, 'Not found')
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...HEADERS, 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' },
    })
  }
}

async function read(name: string): Promise<BodyInit | null> {
  const library = LIBRARIES.get(name)
  if (library) {
    const file = fileURLToPath(import.meta.resolve(library))
    return extname(name) === '.js' ? nameImports(await readFile(file, 'utf8')) : new Uint8Array(await readFile(file))
  }
  if (!PAGE_FILE.test(name)) return null
  const source = await readFile(new URL(name, PAGE), 'utf8').catch(() => null)
  return source !== null && extname(name) === '.ts' ? nameImports(stripTypeScriptTypes(source)) : source
}

function nameImports(source: string): string {
  return source.replace(/\bfrom ?(['"])([a-z/-]+)\1/g, (whole, _quote, name: string) => {
    const served = BARE_NAMES.get(name)
    return served ? `from '${served}'` : whole
  })
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
}

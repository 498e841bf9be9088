import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BoardApp } from './desk.ts'
import { noPages } from './problems.ts'

/** In the package the pages lie beside the code; in the sources, where `npm run build` puts them. */
const home = import.meta.url.endsWith('.ts')
  ? fileURLToPath(new URL('../../dist/dashboard', import.meta.url))
  : fileURLToPath(new URL('./dist/dashboard', import.meta.resolve('millwright/package.json')))

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Nothing inline, nothing from elsewhere, and no text of the data that a browser could take for code. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** Gives out the dashboard: its one page at every address that is not of the interface, and the files that it loads. @throws HTTP105 */
export function addPages(app: BoardApp, folder: string = home): void {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) throw noPages(folder)
  const page = readFileSync(index, 'utf8')
  const files = new Map(readdirSync(join(folder, 'assets')).map((name) => [name, join(folder, 'assets', name)]))
  app.get('/assets/:name', (c) => {
    const file = files.get(c.req.param('name'))
    const type = file === undefined ? undefined : types[extname(file)]
    if (file === undefined || type === undefined) return c.notFound()
    const kept = 'public, max-age=31536000, immutable' // its name holds the hash of its content
    return c.body(new Uint8Array(readFileSync(file)), 200, { 'Content-Type': type, 'Cache-Control': kept })
  })
  app.get('*', (c, next) => {
    if (/^\/(?:api|docs|assets)(?:\/|$)/.test(c.req.path)) return next()
    c.header('Content-Security-Policy', policy)
    return c.html(page)
  })
}

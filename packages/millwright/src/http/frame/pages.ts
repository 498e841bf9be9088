import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { App } from './env.ts'

/** Text of a page, made by the `html` tag: what is put into it is escaped. */
export type Html = ReturnType<typeof html>

/** A whole page. */
export type Page = { readonly title: string; readonly body: Html; readonly head?: Html }

/** The frame of a page: nothing of it is loaded from another machine, and no script stands in it. */
export const pageOf = ({ title, body, head = html`` }: Page): Html =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
${body}
</body>
</html>
`

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Gives an answer the policy of a page: scripts and styles of this server, and nothing from anywhere else.
 *
 * @example app.get('/', (c) => asPage(c).html(pageOf({ title, body })))
 */
export function asPage<C extends Context>(c: C): C {
  c.header('Content-Security-Policy', policy)
  return c
}

/** A file that is given out, and what it is. */
export type Asset = { readonly url: string; readonly type: string }

/** Gives out these files under a path, and nothing else of their folders. */
export function addAssets<Caller>(app: App<Caller>, path: string, assets: ReadonlyMap<string, Asset>): void {
  app.get(`${path}/:name`, async (c) => {
    const asset = assets.get(c.req.param('name') ?? '')
    if (asset === undefined) return c.notFound()
    return c.body(new Uint8Array(await readFile(fileURLToPath(asset.url))), 200, {
      'Content-Type': `${asset.type}; charset=utf-8`,
    })
  })
}

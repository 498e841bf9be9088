import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { localOperator, openSession } from '../../accounts/sessions.ts'
import type { StartLink } from '../../accounts/start-link.ts'
import { recordEvent } from '../../audit/record.ts'
import type { Desk } from '../desk.ts'
import { type ApiDocument, operationsOf } from '../openapi.ts'
import type { HospitalApp, HospitalContext } from '../route.ts'
import { setSessionCookie } from '../session-cookie.ts'
import { addressOf } from '../address.ts'
import { docsPage, homePage, usedLinkPage, welcomePage } from './html.ts'

export type PageTools = {
  readonly desk: Desk
  readonly document: () => ApiDocument
  readonly startLink: StartLink | undefined
}

/** What a person opens in a browser. Nothing of it is loaded from another machine, and no script stands in a page. */
export function addPages(app: HospitalApp, { desk, document, startLink }: PageTools): void {
  app.get('/', (c) => asPage(c).html(homePage(c.var.caller, operationsOf(document()))))
  app.get('/docs', (c) => asPage(c).html(docsPage))
  app.get('/assets/:name', sendAsset)
  app.get('/start', async (c) => {
    if (startLink?.take(c.req.query('token') ?? '') !== true) return asPage(c).html(usedLinkPage, 403)
    const opened = await desk.change({ actor: localOperator }, async (db, act) => {
      const details = { address: addressOf(c) }
      await recordEvent(db, act, { type: 'User Action', description: 'Signed in by the link of the terminal', details })
      return openSession(db, undefined, act.at)
    })
    setSessionCookie(c, opened)
    // A redirect would belong to whoever sent the browser here; the cookie goes with requests of our own pages alone.
    c.header('Refresh', '0; url=/')
    return asPage(c).html(welcomePage)
  })
}

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

function asPage(c: HospitalContext): HospitalContext {
  c.header('Content-Security-Policy', policy)
  return c
}

/** Every file that is given out: nothing else of the folders can be asked for. */
const assets: ReadonlyMap<string, { readonly url: string; readonly type: string }> = new Map([
  ['style.css', { url: import.meta.resolve('./style.css'), type: 'text/css' }],
  ['home.js', { url: import.meta.resolve('./home.js'), type: 'text/javascript' }],
  ['docs.js', { url: import.meta.resolve('./docs.js'), type: 'text/javascript' }],
  ['swagger-ui.css', { url: import.meta.resolve('swagger-ui-dist/swagger-ui.css'), type: 'text/css' }],
  [
    'swagger-ui-bundle.js',
    { url: import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'), type: 'text/javascript' },
  ],
])

async function sendAsset(c: HospitalContext): Promise<Response> {
  const asset = assets.get(c.req.param('name') ?? '')
  if (asset === undefined) return c.notFound()
  return c.body(new Uint8Array(await readFile(fileURLToPath(asset.url))), 200, {
    'Content-Type': `${asset.type}; charset=utf-8`,
  })
}

import { html } from 'hono/html'
import type { App, AppContext } from './env.ts'
import type { Opened, SessionCookie } from './identify.ts'
import { asPage, pageOf } from './pages.ts'
import type { StartLink } from './token.ts'

/** What opens when somebody follows the link that the server printed. */
export type Start<Caller> = {
  readonly link: StartLink | undefined
  readonly cookie: SessionCookie
  /** Where a browser goes on. */
  readonly home: string
  /** Opens the session of the person at the machine. */
  readonly open: (c: AppContext<Caller>) => Promise<Opened>
}

/** Adds `/start`: it signs in whoever opens the link first. */
export function addStart<Caller>(app: App<Caller>, { link, cookie, home, open }: Start<Caller>): void {
  app.get('/start', async (c) => {
    if (link?.take(c.req.query('token') ?? '') !== true) return asPage(c).html(usedLinkPage, 403)
    cookie.set(c, await open(c))
    // A redirect would belong to whoever sent the browser here; the cookie goes with requests of our own pages alone.
    c.header('Refresh', `0; url=${home}`)
    return asPage(c).html(welcomePage(home))
  })
}

/** After the link of the terminal: the browser goes on from a page of ours, so that it brings its new cookie along. */
const welcomePage = (home: string): ReturnType<typeof pageOf> =>
  pageOf({
    title: 'Signed in',
    body: html`<h1>You are signed in as the local operator.</h1>
<p><a href="${home}">Go on</a></p>`,
  })

/** For a link that opens nothing. */
const usedLinkPage = pageOf({
  title: 'This link opens nothing',
  body: html`<h1>This link opens nothing.</h1>
<p>It works once, and for a quarter of an hour. Start the server anew for another one, or <a href="/">sign in</a>.</p>`,
})

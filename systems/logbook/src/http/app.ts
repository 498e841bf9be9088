import { OpenAPIHono } from '@hono/zod-openapi'
import { openSession } from '../accounts/sessions.ts'
import type { StartLink } from '../accounts/tokens.ts'
import { localOperator } from '../accounts/caller.ts'
import { recordEvent } from '../book/audit.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Desk } from './desk.ts'
import { errorHandler, notFoundHandler, type Report } from './errors.ts'
import { guard, loopbackHosts, paced, secure } from './guard.ts'
import { identify, setSessionCookie } from './identify.ts'
import { type ApiDocument, describe } from './openapi.ts'
import type { Area, Env, LogbookApp } from './route.ts'
import { accounts } from './routes/accounts.ts'
import { board } from './routes/board.ts'
import { dashboard } from './routes/dashboard.ts'
import { fuel } from './routes/fuel.ts'
import { health } from './routes/health.ts'
import { hitches } from './routes/hitches.ts'
import { soundings } from './routes/soundings.ts'
import { tanks } from './routes/tanks.ts'

export type AppOptions = {
  /** Gets the errors that are the program's own fault. */
  readonly report?: Report
  /** Names under which the server may be asked for; those of the loopback unless said. */
  readonly hosts?: readonly string[]
  /** What the person at the machine may come in by. */
  readonly startLink?: StartLink
  /** How many requests an address may make in a minute; 600 unless said. */
  readonly perMinute?: number
}

/** The application, and the description of it. */
export type Application = { readonly app: LogbookApp; readonly document: () => ApiDocument }

/** Every area of the interface, in the order of the documentation. */
const areas: readonly Area[] = [health, accounts, tanks, soundings, fuel, board, hitches, dashboard]

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(desk: Desk, options: AppOptions = {}): Application {
  const { report = () => undefined, hosts = loopbackHosts, startLink, perMinute = 600 } = options
  const app = new OpenAPIHono<Env>()
  app.onError(errorHandler(report))
  app.notFound(notFoundHandler(app))
  app.use(secure, guard(hosts), paced({ perMinute, clock: () => Date.parse(desk.now()) }), identify(desk))
  for (const area of areas) area(app, desk)
  if (startLink !== undefined) addStart(app, desk, startLink)
  return { app, document: describe(app) }
}

/** Signs in whoever opens the link that the server printed, once. */
function addStart(app: LogbookApp, desk: Desk, link: StartLink): void {
  app.get('/start', async (c) => {
    if (!link.take(c.req.query('token') ?? ''))
      throw new Refusal('This link was used, is over, or is none', { status: 403, code: 'start_link_over' })
    const opened = await desk.change({ actor: localOperator }, async (db, act) => {
      await recordEvent(db, act, { action: 'sign in', subject: localOperator })
      return openSession(db, undefined, act.at)
    })
    setSessionCookie(c, opened)
    return c.json({ message: 'Signed in as the local operator', expires_at: opened.expiresAt })
  })
}

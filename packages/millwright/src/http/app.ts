import type { ErrorHandler, MiddlewareHandler } from 'hono'
import { isProblem, type Problem } from '../kernel/problem.ts'
import { masked } from '../report/mask.ts'
import { countAttempts } from './attempts.ts'
import { type BoardApp, type Caller, cookie, type Desk } from './desk.ts'
import { newApp } from './frame/app.ts'
import { addDocs } from './frame/docs.ts'
import type { Env } from './frame/env.ts'
import { errorHandler, type Report } from './frame/errors.ts'
import { type ApiDocument, describe } from './frame/openapi.ts'
import { Refusal } from './frame/refusal.ts'
import { addPages } from './pages.ts'
import { applicationRoutes } from './routes/application.ts'
import { jobRoutes } from './routes/jobs.ts'
import { newsRoutes } from './routes/news.ts'
import { readRoutes } from './routes/reads.ts'
import { rejectRoutes } from './routes/rejects.ts'
import { sessionRoutes } from './routes/session.ts'

export type AppFlags = {
  readonly report: Report
  /** Names under which the server may be asked for. */
  readonly hosts: readonly string[]
  /** Where the built pages are; in the package unless said. */
  readonly pages?: string
}

const info = {
  title: 'Millwright',
  version: '1',
  description: [
    'What the command line does, over HTTP: a route for each action. Every operation names the permission that it needs as',
    '`x-permission`: a viewer may read, an operator operate, an approver approve, an admin administer, each also what those',
    'before may. A refusal is `{error, code, details}`, and nothing was changed then. A document of the engine is the one that',
    'the command of that name prints with `--json`.',
  ].join(' '),
  cookie: cookie.name,
  path: '/api/openapi.json',
}

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(
  desk: Desk,
  { report, hosts, pages }: AppFlags,
): { app: BoardApp; document: () => ApiDocument } {
  const errors = { report, wordsOf }
  const app = newApp<Caller>({
    errors,
    identity: { cookie, nobody: undefined, find: async (token) => desk.people.find(token) as never },
    hosts,
  })
  app.use(countAttempts(desk.attempts), ourPagesAlone)
  app.onError(withProblems(errorHandler<Caller>(errors)))
  for (const area of [sessionRoutes, readRoutes, jobRoutes, rejectRoutes, newsRoutes, applicationRoutes])
    area(app, desk)
  const document = describe(app, info)
  addDocs(app, { title: 'Millwright', document: info.path })
  addPages(app, pages)
  return { app, document }
}

type Handler = ErrorHandler<Env<Caller>>

/** The engine's problems are no faults of the server: they are answered with their four sentences. */
function withProblems(otherwise: Handler): Handler {
  return (error, c) => {
    if (!isProblem(error) || error.code === 'DB105' || error.exit === 1) return otherwise(error, c)
    const { what, state, does, next } = error.text
    const texts = Object.fromEntries(
      Object.entries({ what, state, does, next }).map(([name, words]) => [name, masked(words ?? '')]),
    )
    return c.json({ error: texts['what'], code: error.code, details: [], problem: texts }, error.exit === 2 ? 400 : 409)
  }
}

const wordsOf = ({ text }: Problem): string => masked(`${text.what} ${text.next}`)

/**
 * A cookie alone changes nothing: what changes something says where it comes from, and is JSON, which a form of another site
 * cannot send. A program that shows its token needs none of this.
 */
const ourPagesAlone: MiddlewareHandler = async (c, next) => {
  const isSafe = ['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)
  if (!isSafe && c.req.header('authorization') === undefined) {
    if (c.req.header('origin') === undefined)
      throw new Refusal('This server takes nothing from a page that does not say where it is', {
        status: 403,
        code: 'origin_missing',
      })
    const type = c.req.header('content-type') ?? ''
    if (c.req.method !== 'DELETE' && !/^application\/json(?:;|$)/i.test(type))
      throw new Refusal('Send the body as application/json', { status: 415, code: 'media_type_unsupported' })
  }
  await next()
}

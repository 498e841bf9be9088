import type { ErrorHandler, NotFoundHandler } from 'hono'
import { isProblem } from 'millwright'
import { Refusal, type RefusalStatus } from '../domain/refusal.ts'
import type { Env, LogbookApp } from './route.ts'

/** What went wrong inside, for the server's own log. */
export type Report = (error: unknown) => void

/** Every error leaves as `{error, code, details}`; what happened inside goes to the log and never to the caller. */
export const errorHandler =
  (report: Report): ErrorHandler<Env> =>
  (error, c) => {
    const answer = error instanceof Refusal ? error : insideAnswer(error)
    if (answer.status === 500) report(error)
    for (const [name, value] of Object.entries(answer.headers)) c.header(name, value)
    return c.json({ error: answer.message, code: answer.code, details: byField(answer.details) }, answer.status)
  }

type Answer = Pick<Refusal, 'message' | 'code' | 'details' | 'headers'> & { readonly status: RefusalStatus | 500 }

const byField = (details: Refusal['details']): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...new Set(details.map(({ field }) => field))].map((field) => [
      field,
      details.filter((detail) => detail.field === field).map(({ message }) => message),
    ]),
  )

function insideAnswer(error: unknown): Answer {
  const code = isProblem(error) ? error.code : 'internal'
  if (code === 'DB105') return busy
  const message = 'The server could not do this. Nothing was changed; its log says why'
  return { status: 500, code, message, headers: {}, details: [] }
}

const busy: Answer = {
  status: 503,
  code: 'database_busy',
  message: 'Another program keeps the database locked. Nothing was changed; try again',
  headers: { 'Retry-After': '5' },
  details: [],
}

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Nothing at the path: or something, for another verb. */
export const notFoundHandler =
  (app: LogbookApp): NotFoundHandler<Env> =>
  (c) => {
    const allowed = verbs.filter((verb) =>
      app.router.match(verb, c.req.path)[0].some(([[, route]]) => route.method === verb),
    )
    if (allowed.length === 0)
      return c.json({ error: `There is nothing at ${c.req.path}`, code: 'no_such_path', details: {} }, 404)
    c.header('Allow', allowed.join(', '))
    const error = `${c.req.method} is nothing that ${c.req.path} understands; it understands ${allowed.join(', ')}`
    return c.json({ error, code: 'method_not_allowed', details: {} }, 405)
  }

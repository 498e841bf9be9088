import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isProblem, type Problem } from '../../kernel/problem.ts'
import type { App, Env } from './env.ts'
import { type Detail, Refusal, type RefusalStatus } from './refusal.ts'

/** What went wrong inside, for the server's own log. */
export type Report = (error: unknown) => void

/** What a caller is told when a request fails. */
export type Answer = Pick<Refusal, 'headers' | 'code' | 'message' | 'details'> & {
  readonly status: RefusalStatus | 500
}

/** How an application tells of its errors. */
export type ErrorStyle = {
  /** Gets the errors that are the program's own fault. */
  readonly report: Report
  /** How the fields that are wrong are written; a list of `{field, code, message}` unless said. */
  readonly details?: (details: readonly Detail[]) => unknown
  /** What of a problem a caller may read; undefined for what speaks of paths and statements. */
  readonly wordsOf?: (problem: Problem) => string | undefined
  /** Hears of every answer before it leaves, as for an audit log. */
  readonly notice?: (answer: Answer, c: Context) => Promise<void>
}

/** Every error leaves as `{error, code, details}`; what happened inside goes to the log and never to the caller. */
export function errorHandler<Caller>(style: ErrorStyle): ErrorHandler<Env<Caller>> {
  const { report, details: shape = asList, notice } = style
  return async (error, c) => {
    const refusal = refusalOf(error)
    if (refusal === undefined) report(error)
    const answer = refusal ?? internal(error, style)
    for (const [name, value] of Object.entries(answer.headers)) c.header(name, value)
    if (notice !== undefined) await notice(answer, c).catch(report)
    return c.json({ error: answer.message, code: answer.code, details: shape(answer.details) as object }, answer.status)
  }
}

const asList = (details: readonly Detail[]): unknown => details

/** The messages of every field that is wrong, under its name. */
export const byField = (details: readonly Detail[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(details, ({ field }) => field || 'body')).map(([field, wrong = []]) => [
      field,
      wrong.map(({ message }) => message),
    ]),
  )

/** Nothing at the path: or something, for another verb. */
export const notFoundHandler =
  <Caller>(app: App<Caller>, { details: shape = asList }: Pick<ErrorStyle, 'details'>): NotFoundHandler<Env<Caller>> =>
  (c) => {
    const details = shape([]) as object
    const allowed = verbs.filter((verb) => isAt(app, verb, c.req.path))
    if (allowed.length === 0 || allowed.some((verb) => verb === c.req.method))
      return c.json({ error: `There is nothing at ${c.req.path}`, code: 'no_such_path', details }, 404)
    c.header('Allow', allowed.join(', '))
    const error = `${c.req.method} is nothing that ${c.req.path} understands; it understands ${allowed.join(', ')}`
    return c.json({ error, code: 'method_not_allowed', details }, 405)
  }

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Middleware matches every path; a route says which verb it is for. */
const isAt = <Caller>(app: App<Caller>, verb: string, path: string): boolean =>
  app.router.match(verb, path)[0].some(([[, route]]) => route.method === verb)

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (isProblem(error) && error.code === 'DB115') return malformedText()
  return error instanceof HTTPException ? fromFramework(error) : undefined
}

/** Half a surrogate pair, which JSON can say and no database can look for. */
const malformedText = (): Refusal =>
  new Refusal('The request has text that is not valid Unicode', { status: 400, code: 'text_malformed' })

/** The framework itself refuses bodies that are no JSON, and media types that a route does not take. */
function fromFramework({ status, message }: HTTPException): Refusal | undefined {
  if (status === 415)
    return new Refusal('Send the body as application/json', { status, code: 'media_type_unsupported' })
  if (status === 400)
    return new Refusal(`The body is not what it says it is: ${message}`, { status, code: 'malformed_body' })
  return undefined
}

function internal(error: unknown, { wordsOf = () => undefined }: ErrorStyle): Answer {
  if (!isProblem(error)) return { ...failed, code: 'internal' }
  if (error.code === 'DB105') return busy
  return { ...failed, code: error.code, message: wordsOf(error) ?? failed.message }
}

const failed: Omit<Answer, 'code'> = {
  status: 500,
  message: 'The server could not do this. Nothing was changed; its log says why',
  headers: {},
  details: [],
}

const busy: Answer = {
  status: 503,
  code: 'database_busy',
  message: 'Another program keeps the database locked. Nothing was changed; try again',
  headers: { 'Retry-After': '5' },
  details: [],
}

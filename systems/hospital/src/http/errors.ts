import type { ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isProblem, type Problem } from 'millwright'
import type { z } from 'zod'
import type { Notice } from '../audit/notice.ts'
import type { AuditEvent } from '../audit/record.ts'
import { type Detail, Refusal, type RefusalStatus } from '../domain/refusal.ts'
import { addressOf } from './address.ts'
import type { Env, HospitalApp, HospitalContext } from './route.ts'

/** What went wrong inside, for the server's own log. */
export type Report = (error: unknown) => void

export type ErrorTools = { readonly report: Report; readonly notice: Notice }

/** Every error leaves as `{error, code, details}`; what happened inside goes to the log and never to the caller. */
export function errorHandler({ report, notice }: ErrorTools): ErrorHandler<Env> {
  return async (error, c) => {
    const refusal = refusalOf(error)
    if (refusal === undefined) report(error)
    const answer = refusal ?? internal(error)
    for (const [name, value] of Object.entries(answer.headers)) c.header(name, value)
    const event = eventOf(answer, c)
    if (event !== undefined) await notice(event, { actor: actorOf(c), key: keyOf(answer, c) }).catch(report)
    return c.json({ error: answer.message, code: answer.code, details: answer.details }, answer.status)
  }
}

/** Refused before anybody was looked for, a request is nobody's. */
const actorOf = (c: HospitalContext): string =>
  (c.get('caller') as Env['Variables']['caller'] | undefined)?.actor ?? 'anonymous'

const keyOf = ({ code }: Answer, c: HospitalContext): string => [code, actorOf(c), addressOf(c)].join(' ')

/** Refusals that the people who look after the hospital should know of. */
const worthKnowing: Readonly<Record<string, string>> = {
  host_not_allowed: 'A request for a foreign host was refused',
  origin_not_allowed: 'A request from a foreign page was refused',
  session_unknown: 'A request with an unknown token was refused',
  permission_missing: 'A request beyond the role was refused',
  too_many_attempts: 'Somebody was kept from guessing a password',
}

function eventOf({ status, code, message }: Answer, c: HospitalContext): AuditEvent | undefined {
  const details = { code, reason: message, method: c.req.method, path: c.req.path.slice(0, 200), address: addressOf(c) }
  if (status === 500)
    return { type: 'System Error', description: 'The server failed to answer a request', status: 'Failed', details }
  const description = worthKnowing[code]
  return description === undefined ? undefined : { type: 'User Action', description, status: 'Warning', details }
}

/** Nothing at the path: or something, for another verb. */
export const notFoundHandler =
  (app: HospitalApp): NotFoundHandler<Env> =>
  (c) => {
    const allowed = verbs.filter((verb) => isAt(app, verb, c.req.path))
    if (allowed.length === 0 || allowed.some((verb) => verb === c.req.method))
      return c.json({ error: `There is nothing at ${c.req.path}`, code: 'no_such_path', details: [] }, 404)
    c.header('Allow', allowed.join(', '))
    const error = `${c.req.method} is nothing that ${c.req.path} understands; it understands ${allowed.join(', ')}`
    return c.json({ error, code: 'method_not_allowed', details: [] }, 405)
  }

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Middleware matches every path; a route says which verb it is for. */
const isAt = (app: HospitalApp, verb: string, path: string): boolean =>
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

type Answer = Pick<Refusal, 'headers' | 'code' | 'message' | 'details'> & { readonly status: RefusalStatus | 500 }

function internal(error: unknown): Answer {
  if (isProblem(error) && error.code === 'DB105') return busy
  const [code, message] = isProblem(error) ? [error.code, wordsOf(error)] : ['internal', sorry]
  return { status: 500, code, message, headers: {}, details: [] }
}

const sorry = 'The server could not do this. Nothing was changed; its log says why'

/** Our own problems speak to whoever looks after the hospital; the engine's may name paths and statements. */
const wordsOf = ({ code, text }: Problem): string => (code.startsWith('HOSP') ? `${text.what} ${text.next}` : sorry)

const busy: Answer = {
  status: 503,
  code: 'database_busy',
  message: 'Another program keeps the database locked. Nothing was changed; try again',
  headers: { 'Retry-After': '5' },
  details: [],
}

/** What a schema refused, as a refusal. */
export function invalidRequest({ issues }: z.ZodError): Refusal {
  const details = issues.flatMap(detailsOf)
  return new Refusal(details.map(({ message }) => message).join('; '), {
    status: 400,
    code: details[0]?.code ?? 'invalid',
    details,
  })
}

type Issue = z.core.$ZodIssue

function detailsOf(issue: Issue): readonly Detail[] {
  const field = issue.path.join('.')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const name = [...issue.path, key].join('.')
      return { field: name, code: 'unknown_field', message: `${name} is not a known field` }
    })
  return [{ field, code: codeOf(issue), message: messageOf(field, issue) }]
}

const codes: Readonly<Partial<Record<Issue['code'], string>>> = {
  invalid_type: 'wrong_type',
  invalid_value: 'unknown_value',
}

function codeOf(issue: Issue): string {
  if (isMissing(issue)) return 'required'
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return codes[issue.code] ?? 'invalid'
  if (issue.origin !== 'string') return 'out_of_range'
  return issue.code === 'too_big' ? 'too_long' : 'too_short'
}

const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.message.endsWith('received undefined')

function messageOf(field: string, issue: Issue): string {
  const name = field === '' ? 'The body' : field
  return isMissing(issue) ? `${name} is required` : `${name}: ${issue.message}`
}

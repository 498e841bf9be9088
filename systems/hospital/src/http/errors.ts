import type { ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isProblem } from 'millwright'
import type { z } from 'zod'
import { type Detail, Refusal, type RefusalStatus } from '../domain/refusal.ts'
import { RegisterProblem } from '../registers/problems.ts'
import type { Env } from './route.ts'

/** What went wrong inside, for the server's own log. */
export type Report = (error: unknown) => void

/** Every error leaves as `{error, code, details}`; what happened inside goes to the log and never to the caller. */
export function errorHandler(report: Report): ErrorHandler<Env> {
  return (error, c) => {
    const refusal = refusalOf(error)
    if (refusal === undefined) report(error)
    const { status, headers, code, message, details } = refusal ?? internal(error)
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    return c.json({ error: message, code, details }, status)
  }
}

export const notFoundHandler: NotFoundHandler<Env> = (c) =>
  c.json({ error: `There is nothing at ${c.req.path}`, code: 'no_such_path', details: [] }, 404)

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof RegisterProblem) return fromRegister(error)
  return error instanceof HTTPException ? fromFramework(error) : undefined
}

const fromRegister = ({ message, status, code, issues }: RegisterProblem): Refusal =>
  new Refusal(message, { status, code, details: issues.map(({ field, code, message }) => ({ field, code, message })) })

/** The framework itself refuses bodies that are no JSON, and media types that a route does not take. */
function fromFramework({ status, message }: HTTPException): Refusal | undefined {
  if (status === 415)
    return new Refusal('Send the body as application/json', { status, code: 'media_type_unsupported' })
  if (status === 400)
    return new Refusal(`The body is not what it says it is: ${message}`, { status, code: 'malformed_body' })
  return undefined
}

type Answer = Pick<Refusal, 'headers' | 'code' | 'message' | 'details'> & { readonly status: RefusalStatus | 500 }

/** A code of ours is told: it says nothing about the inside, and whoever looks after the server finds it in the log. */
const internal = (error: unknown): Answer => ({
  status: 500,
  code: isProblem(error) ? error.code : 'internal',
  message: 'The server could not do this. Nothing was changed; its log says why',
  headers: {},
  details: [],
})

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

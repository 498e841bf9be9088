import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Caller } from '../accounts/caller.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Desk } from './desk.ts'

/** What a request carries with it: who calls, and what became of the token that was shown. */
export type Env = { Variables: { caller: Caller; token: 'open' | 'over' | 'unknown' | 'none' } }

export type HospitalApp = OpenAPIHono<Env>
export type HospitalContext = Context<Env>

/** One area of the API: it adds its routes to the application. */
export type Area = (app: HospitalApp, desk: Desk) => void

/** Who may call a route: everybody, whoever is signed in, or roles that have the permission. */
export type Permission = 'public' | 'signed-in' | (string & {})

type RouteFacts = Omit<RouteConfig, 'tags' | 'middleware' | 'security'> & {
  readonly permission: Permission
  /** The heading under which the documentation lists it. */
  readonly tag: string
  readonly summary: string
  /** Bytes that a body may have; 1 MiB unless said. */
  readonly bodyLimit?: number
  /** A user who must choose a new password may call it nevertheless. */
  readonly isOpenBeforeReset?: boolean
}

type Defined<R> = Pick<R, Extract<keyof R, 'method' | 'path' | 'request' | 'responses'>>

const usualLimit = 1024 * 1024

/**
 * One route with who may call it: checked before anything of the request is looked at, and written into the document.
 * Refusals are thrown, so only the answers of success are declared.
 *
 * @example defineRoute({ method: 'get', path: '/api/trainings', permission: 'training_read', tag: 'Training', summary: 'Every record', responses: { 200: answer(list, 'The records') } })
 */
export function defineRoute<P extends string, R extends RouteFacts & { readonly path: P }>(
  facts: R & { readonly path: P },
): Defined<R> {
  const { permission, tag, bodyLimit: limit = usualLimit, isOpenBeforeReset = false, ...rest } = facts
  const config = {
    ...rest,
    tags: [tag],
    'x-permission': permission,
    ...(permission === 'public' ? { security: [] } : {}),
    middleware: [demand(permission, isOpenBeforeReset), limited(limit)],
    responses: { ...rest.responses, ...refusalsOf(permission, rest.request !== undefined) },
  }
  return createRoute(config as RouteConfig) as unknown as Defined<R>
}

/** The one place where permissions are enforced. */
function demand(permission: Permission, isOpenBeforeReset: boolean): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (permission !== 'public') admit(c, permission, isOpenBeforeReset)
    await next()
  }
}

function admit({ var: { caller, token } }: HospitalContext, permission: string, isOpenBeforeReset: boolean): void {
  if (!caller.isSignedIn) throw unauthorized(token)
  if (caller.mustReset && !isOpenBeforeReset) throw resetFirst()
  if (permission !== 'signed-in' && !caller.permissions.has(permission)) throw notAllowed(permission)
}

/** For a route that learns from the request itself what is asked of it: the same refusal as that of {@link defineRoute}. */
export function demandPermission({ var: { caller } }: HospitalContext, permission: string): void {
  if (!caller.permissions.has(permission)) throw notAllowed(permission)
}

const challenge = { 'WWW-Authenticate': 'Bearer realm="hospital"' }

function unauthorized(token: Env['Variables']['token']): Refusal {
  const [message, code] = reasons[token === 'over' || token === 'unknown' ? token : 'none']
  return new Refusal(message, { status: 401, code, headers: challenge })
}

const reasons = {
  none: ['Sign in first: POST /api/session', 'sign_in_required'],
  over: ['This session is over. Sign in again: POST /api/session', 'session_over'],
  unknown: ['No session has this token. Sign in again: POST /api/session', 'session_unknown'],
} as const

const resetFirst = (): Refusal =>
  new Refusal('Choose a new password first: POST /api/session/password', {
    status: 403,
    code: 'password_reset_required',
  })

const notAllowed = (permission: string): Refusal =>
  new Refusal(`This needs the permission ${permission}, which your role does not have`, {
    status: 403,
    code: 'permission_missing',
  })

const limited = (maxSize: number): MiddlewareHandler<Env> =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Refusal(`The body is longer than ${maxSize} bytes`, { status: 413, code: 'body_too_large' })
    },
  })

const detailSchema = z.object({ field: z.string(), code: z.string(), message: z.string() })

/** The body of every refusal. */
export const refusalSchema = z
  .object({ error: z.string(), code: z.string(), details: z.array(detailSchema) })
  .openapi('Refusal')

function refusalsOf(permission: Permission, hasInput: boolean): Record<string, object> {
  return {
    ...(hasInput ? { 400: answer(refusalSchema, 'Something in the request is wrong; `details` says what') } : {}),
    ...(permission === 'public' ? {} : { 401: answer(refusalSchema, 'Nobody is signed in') }),
    ...(permission === 'public' || permission === 'signed-in'
      ? {}
      : { 403: answer(refusalSchema, `The role lacks the permission ${permission}`) }),
  }
}

type Content<S extends z.ZodType> = { readonly 'application/json': { readonly schema: S } }

/** Services answer with values that nobody may change; on the wire that is no difference. */
type Unchanging<T> = T extends readonly (infer One)[]
  ? readonly Unchanging<One>[]
  : T extends object
    ? { readonly [Key in keyof T]: Unchanging<T[Key]> }
    : T

/** A JSON answer for a route's `responses`. */
export const answer = <S extends z.ZodType>(
  schema: S,
  description: string,
): { readonly description: string; readonly content: Content<z.ZodType<Unchanging<z.output<S>>>> } => ({
  description,
  content: { 'application/json': { schema: schema as unknown as z.ZodType<Unchanging<z.output<S>>> } },
})

/** A JSON body that must be there, for a route's `request.body`. */
export const jsonBody = <S extends z.ZodType>(
  schema: S,
): { readonly required: true; readonly content: Content<S> } => ({
  required: true,
  content: { 'application/json': { schema } },
})

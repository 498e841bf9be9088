import { createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppContext, Env, TokenState } from './env.ts'
import { Refusal } from './refusal.ts'

/** Who may call a route: everybody, whoever is signed in, or whoever has the permission. */
export type Permission = 'public' | 'signed-in' | (string & {})

/** What a route says of itself, beside its request and its answers. */
export type RouteFacts = Omit<RouteConfig, 'tags' | 'middleware' | 'security'> & {
  readonly permission: Permission
  /** The heading under which the documentation lists it. */
  readonly tag: string
  readonly summary: string
  /** Bytes that a body may have; 1 MiB unless said. */
  readonly bodyLimit?: number
  /** A caller who is held back may call it nevertheless. */
  readonly isOpenToHeldBack?: boolean
}

/** What is left of {@link RouteFacts} for `app.openapi`. */
export type Defined<R> = Pick<R, Extract<keyof R, 'method' | 'path' | 'request' | 'responses'>>

/** How an application lets callers in. */
export type DoorRules<Caller> = {
  /** The name of the application for a client that asks for a password. */
  readonly realm: string
  /** The operation that signs in, such as `POST /api/session`. */
  readonly signIn: string
  readonly isSignedIn: (caller: Caller) => boolean
  readonly may: (caller: Caller, permission: string) => boolean
  /** Why somebody who is signed in must do something else first, as choosing a password. */
  readonly heldBack?: (caller: Caller) => Refusal | undefined
  /** The schema of the field `details` of a refusal; a list unless said. */
  readonly details?: z.ZodType
  /** The status for what a schema refuses; 400 unless said. */
  readonly invalidStatus?: 400 | 422
}

/** What {@link doorsOf} makes. */
export type Doors<Caller> = {
  /**
   * One route with who may call it: checked before anything of the request is looked at, and written into the document.
   * Refusals are thrown, so only the answers of success are declared.
   *
   * @example defineRoute({ method: 'get', path: '/api/trainings', permission: 'training_read', tag: 'Training', summary: 'Every record', responses: { 200: answer(list, 'The records') } })
   */
  readonly defineRoute: <P extends string, R extends RouteFacts & { readonly path: P }>(
    facts: R & { readonly path: P },
  ) => Defined<R>
  /** For a route that learns from the request itself what is asked of it: the same refusal as that of `defineRoute`. */
  readonly demandPermission: (c: AppContext<Caller>, permission: string) => void
  /** The schema of the body of every refusal. */
  readonly refusalSchema: z.ZodType
}

/**
 * The doors of an application: the one place where permissions are enforced.
 *
 * @example const { defineRoute } = doorsOf<Caller>({ realm: 'hospital', signIn: 'POST /api/session', isSignedIn, may })
 */
export function doorsOf<Caller>(rules: DoorRules<Caller>): Doors<Caller> {
  const refusalSchema = z
    .object({ error: z.string(), code: z.string(), details: rules.details ?? detailList })
    .openapi('Refusal')
  const refusalsOf = refusalsBy(refusalSchema, String(rules.invalidStatus ?? 400))
  return {
    refusalSchema,
    demandPermission: ({ var: { caller } }, permission) => {
      if (!rules.may(caller, permission)) throw notAllowed(permission)
    },
    defineRoute: ({ permission, tag, bodyLimit: limit = usualLimit, isOpenToHeldBack = false, ...rest }) => {
      const config = {
        ...rest,
        tags: [tag],
        'x-permission': permission,
        ...(permission === 'public' ? { security: [] } : {}),
        middleware: [demand(rules, permission, isOpenToHeldBack), limited(limit)],
        responses: { ...rest.responses, ...refusalsOf(permission, rest.request !== undefined) },
      }
      return createRoute(config as unknown as RouteConfig) as never
    },
  }
}

const usualLimit = 1024 * 1024

const detailList = z.array(z.object({ field: z.string(), code: z.string(), message: z.string() }))

function demand<Caller>(
  { isSignedIn, may, heldBack, realm, signIn }: DoorRules<Caller>,
  permission: Permission,
  isOpenToHeldBack: boolean,
): MiddlewareHandler<Env<Caller>> {
  if (permission === 'public') return (_, next) => next()
  return async ({ var: { caller, token } }, next) => {
    if (!isSignedIn(caller)) throw unauthorized({ token, realm, signIn })
    const held = isOpenToHeldBack ? undefined : heldBack?.(caller)
    if (held !== undefined) throw held
    if (permission !== 'signed-in' && !may(caller, permission)) throw notAllowed(permission)
    await next()
  }
}

type Stranger = { readonly token: TokenState; readonly realm: string; readonly signIn: string }

function unauthorized({ token, realm, signIn }: Stranger): Refusal {
  const [message, code] = strangers[token === 'over' || token === 'unknown' ? token : 'none']
  const headers = { 'WWW-Authenticate': `Bearer realm="${realm}"` }
  return new Refusal(`${message}: ${signIn}`, { status: 401, code, headers })
}

const strangers = {
  none: ['Sign in first', 'sign_in_required'],
  over: ['This session is over. Sign in again', 'session_over'],
  unknown: ['No session has this token. Sign in again', 'session_unknown'],
} as const

const notAllowed = (permission: string): Refusal =>
  new Refusal(`This needs the permission ${permission}, which your role does not have`, {
    status: 403,
    code: 'permission_missing',
  })

const limited = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Refusal(`The body is longer than ${maxSize} bytes`, { status: 413, code: 'body_too_large' })
    },
  })

const refusalsBy =
  (schema: z.ZodType, invalid: string) =>
  (permission: Permission, hasInput: boolean): Record<string, object> => ({
    ...(hasInput ? { [invalid]: answer(schema, 'Something in the request is wrong; `details` says what') } : {}),
    ...(permission === 'public' ? {} : { 401: answer(schema, 'Nobody is signed in') }),
    ...(permission === 'public' || permission === 'signed-in'
      ? {}
      : { 403: answer(schema, `The role lacks the permission ${permission}`) }),
  })

type Content<S extends z.ZodType> = { readonly 'application/json': { readonly schema: S } }

/** A value that nobody may change; on the wire that is no difference. */
export type Unchanging<T> = T extends readonly (infer One)[]
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

import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Caller, mayDo, type Permission } from '../accounts/caller.ts'
import { Refusal } from '../domain/refusal.ts'
import { readPart } from './read-part.ts'
import type { Desk } from './desk.ts'

/** What a request carries with it: who calls, and whether a token was shown that opens nothing. */
export type Env = { Variables: { caller: Caller; isTokenUnknown: boolean } }
export type LogbookApp = OpenAPIHono<Env>
export type LogbookContext = Context<Env>

/** One area of the interface: it adds its routes to the application. */
export type Area = (app: LogbookApp, desk: Desk) => void

/** Who may call a route: everybody, whoever is signed in, or roles with the permission. */
export type Door = 'public' | 'signed-in' | Permission

type Schemas = { readonly params?: z.ZodObject; readonly query?: z.ZodObject; readonly body?: z.ZodType }
type Out<S> = S extends z.ZodType ? z.output<S> : undefined

export type Facts<S extends Schemas> = S & {
  readonly method: 'get' | 'post' | 'put'
  /** As the document writes it: `/api/hitch/{id}`. */
  readonly path: string
  readonly door: Door
  /** The heading under which the documentation lists it. */
  readonly tag: string
  readonly summary: string
  /** What success looks like, by its status. */
  readonly answers: Readonly<Record<number, z.ZodType>>
}

export type Asked<S extends Schemas> = {
  readonly params: Out<S['params']>
  readonly query: Out<S['query']>
  readonly body: Out<S['body']>
  readonly caller: Caller
  readonly c: LogbookContext
}

export type Reply = {
  /** 200 unless said. */
  readonly status?: 200 | 201 | 503
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Bytes that a body may have. */
const longestBody = 1024 * 1024

/**
 * Adds one route with who may call it: checked before anything of the request is looked at, and written into the document.
 * Refusals are thrown, so only the answers of success are declared.
 *
 * @example addRoute(app, { method: 'get', path: '/api/tanks', door: 'read', tag: 'Tanks', summary: 'Every tank', answers: { 200: schema } }, () => ({ body }))
 */
export function addRoute<S extends Schemas>(
  app: LogbookApp,
  facts: Facts<S>,
  work: (asked: Asked<S>) => Reply | Promise<Reply>,
): void {
  app.openAPIRegistry.registerPath(documentOf(facts))
  const path = facts.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.on(facts.method.toUpperCase(), path, demand(facts.door), limited, async (c) => {
    const asked = (await readRequest(c, facts)) as Asked<S>
    const { status = 200, body, headers = {} } = await work(asked)
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    return c.json(body, status)
  })
}

async function readRequest(c: LogbookContext, { params, query, body }: Schemas): Promise<Asked<Schemas>> {
  return {
    params: params === undefined ? undefined : readPart(params, c.req.param()),
    query: query === undefined ? undefined : readPart(query, c.req.query()),
    body: body === undefined ? undefined : readPart(body, await jsonIn(c)),
    caller: c.var.caller,
    c,
  }
}

async function jsonIn(c: LogbookContext): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json(?:\s*;|$)/i.test(type))
    throw new Refusal('Send the body as application/json', { status: 415, code: 'media_type_unsupported' })
  try {
    return (await c.req.json()) as unknown
  } catch {
    throw new Refusal('The body is no JSON', { status: 400, code: 'malformed_body' })
  }
}

const limited: MiddlewareHandler<Env> = bodyLimit({
  maxSize: longestBody,
  onError: () => {
    throw new Refusal(`The body is longer than ${longestBody} bytes`, { status: 413, code: 'body_too_large' })
  },
})

/** The one place where permissions are enforced. */
function demand(door: Door): MiddlewareHandler<Env> {
  return async ({ var: { caller, isTokenUnknown } }, next) => {
    if (door === 'public') return next()
    if (caller.session === undefined) throw signInFirst(isTokenUnknown)
    if (door !== 'signed-in' && !mayDo(caller, door)) throw notAllowed(door)
    return next()
  }
}

const signInFirst = (isTokenUnknown: boolean): Refusal =>
  new Refusal(
    isTokenUnknown ? 'This session is over or never was. Sign in: POST /auth/login' : 'Sign in first: POST /auth/login',
    {
      status: 401,
      code: isTokenUnknown ? 'session_unknown' : 'sign_in_required',
      headers: { 'WWW-Authenticate': 'Bearer realm="logbook"' },
    },
  )

const notAllowed = (door: Permission): Refusal =>
  new Refusal(`This needs the permission to ${door}, which your role does not have`, {
    status: 403,
    code: 'permission_missing',
  })

const refusalSchema = z
  .object({ error: z.string(), code: z.string(), details: z.record(z.string(), z.array(z.string())) })
  .openapi('Refusal')

const jsonOf = (schema: z.ZodType) => ({ 'application/json': { schema } })

function documentOf({ method, path, door, tag, summary, answers, params, query, body }: Facts<Schemas>): RouteConfig {
  return {
    method,
    path,
    summary,
    tags: [tag],
    'x-permission': door,
    ...(door === 'public' ? { security: [] } : {}),
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { required: true, content: jsonOf(body) } }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [status, { description: summary, content: jsonOf(schema) }]),
      ),
      ...Object.fromEntries(
        refusalsOf(door, params ?? query ?? body).map((status) => [
          status,
          { description: 'Refused; nothing was changed', content: jsonOf(refusalSchema) },
        ]),
      ),
    },
  } as RouteConfig
}

const refusalsOf = (door: Door, input: z.ZodType | undefined): readonly number[] => [
  ...(input === undefined ? [] : [400]),
  ...(door === 'public' ? [] : [401]),
  ...(door === 'public' || door === 'signed-in' ? [] : [403]),
]

import type { z } from 'zod'
import type { App, AppContext } from './env.ts'
import { answer, type Doors, jsonBody, type RouteFacts } from './route.ts'

/** The parts of a request that a route reads, each with its schema. */
export type Parts = { readonly params?: z.ZodObject; readonly query?: z.ZodObject; readonly body?: z.ZodType }

type Out<S> = S extends z.ZodType ? z.output<S> : undefined

/** A route with its work beside it: what it reads, who may call it, and what success looks like. */
export type RouteInPlace<S extends Parts> = S &
  Pick<RouteFacts, 'permission' | 'tag' | 'summary' | 'description' | 'bodyLimit' | 'isOpenToHeldBack'> & {
    readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
    /** As the document writes it: `/api/hitch/{id}`. */
    readonly path: string
    /** What success looks like, by its status; null for an answer without a body. */
    readonly answers: Readonly<Record<number, z.ZodType | null>>
  }

/** What the work of a route gets: its request as the schemas read it. */
export type Asked<S extends Parts, Caller> = {
  readonly params: Out<S['params']>
  readonly query: Out<S['query']>
  readonly body: Out<S['body']>
  readonly caller: Caller
  readonly c: AppContext<Caller>
}

/** What the work of a route answers. */
export type Reply = {
  /** 200 unless said. */
  readonly status?: 200 | 201 | 202 | 503
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Adds one route to an application. */
export type AddRoute<Caller> = <const S extends Parts>(
  app: App<Caller>,
  facts: RouteInPlace<S>,
  work: (asked: Asked<S, Caller>) => Reply | undefined | Promise<Reply | undefined>,
) => void

/**
 * Routes whose description stands beside their work, over the same doors as `defineRoute`. Work that returns nothing is
 * answered with 204.
 *
 * @example addRoute(app, { method: 'get', path: '/api/tanks', permission: 'read', tag: 'Tanks', summary: 'Every tank', answers: { 200: schema } }, () => ({ body }))
 */
export function adderOf<Caller>({ defineRoute }: Pick<Doors<Caller>, 'defineRoute'>): AddRoute<Caller> {
  return (app, { params, query, body, answers, ...facts }, work) => {
    const route = defineRoute({
      ...facts,
      ...(params === undefined && query === undefined && body === undefined
        ? {}
        : { request: requestOf({ params, query, body }) }),
      responses: responsesOf(answers, facts.summary),
    } as RouteFacts & { readonly path: string })
    app.openapi(
      route as never,
      (async (c: AppContext<Caller>) => {
        const reply = await work({
          params: params === undefined ? undefined : validIn(c, 'param'),
          query: query === undefined ? undefined : validIn(c, 'query'),
          body: body === undefined ? undefined : validIn(c, 'json'),
          caller: c.var.caller,
          c,
        } as never)
        return sent(c, reply)
      }) as never,
    )
  }
}

const validIn = <Caller>(c: AppContext<Caller>, part: 'param' | 'query' | 'json'): unknown =>
  (c.req.valid as (target: string) => unknown)(part)

function sent<Caller>(c: AppContext<Caller>, reply: Reply | undefined): Response {
  if (reply === undefined) return c.body(null, 204)
  const { status = 200, body, headers = {} } = reply
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return c.json(body as object, status)
}

type Given = { readonly [Part in keyof Parts]: Parts[Part] | undefined }

const requestOf = ({ params, query, body }: Given): NonNullable<RouteFacts['request']> => ({
  ...(params === undefined ? {} : { params }),
  ...(query === undefined ? {} : { query }),
  ...(body === undefined ? {} : { body: jsonBody(body) }),
})

const responsesOf = (answers: Readonly<Record<number, z.ZodType | null>>, summary: string): RouteFacts['responses'] =>
  Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema === null ? { description: summary } : answer(schema, summary),
    ]),
  )

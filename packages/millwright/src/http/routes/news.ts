import { z } from '@hono/zod-openapi'
import { addRoute, type Area, type BoardContext, defineRoute, type Desk, environmentOf } from '../desk.ts'
import { sendEvents } from '../frame/stream.ts'
import { seenIn } from '../news/hub.ts'
import { safeValue } from '../safe-value.ts'
import { inEnvironment } from './in-environment.ts'

/** The stream of news, and the trail of what was done through this server. */
export const newsRoutes: Area = (app, desk) => {
  const stream = defineRoute({
    method: 'get',
    path: '/api/environments/{environment}/news',
    permission: 'read',
    tag: 'Environment',
    summary: 'What happens, as server-sent events; Last-Event-ID replays what was missed',
    request: { params: inEnvironment },
    responses: { 200: { description: 'A stream of news', content: { 'text/event-stream': { schema: z.string() } } } },
  })
  app.openapi(
    stream as never,
    ((c: BoardContext) => {
      const environment = environmentOf(desk, c.req.param('environment') ?? '')
      const news = desk.hubOf(environment).listen(seenIn(c.req.header('last-event-id')))
      return sendEvents(c, masked(news))
    }) as never,
  )
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/audit',
      permission: 'read',
      tag: 'Audit',
      summary: 'What was done through this server, the newest first',
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(200) }),
      answers: { 200: z.looseObject({ total: z.number(), isWhole: z.boolean() }).openapi('AuditTrail') },
    },
    async ({ query }) => ({ body: await desk.audit.read(query.limit) }),
  )
}

type News = ReturnType<ReturnType<Desk['hubOf']>['listen']>

async function* masked(news: News): News {
  for await (const one of news) yield { ...one, data: safeValue(one.data) }
}

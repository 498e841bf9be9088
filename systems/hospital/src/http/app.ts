import { OpenAPIHono } from '@hono/zod-openapi'
import { areas } from './areas.ts'
import type { Desk } from './desk.ts'
import { errorHandler, invalidRequest, notFoundHandler, type Report } from './errors.ts'
import { identify } from './identify.ts'
import type { Env, HospitalApp } from './route.ts'

export type AppOptions = { readonly report?: Report }

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(desk: Desk, { report = () => undefined }: AppOptions = {}): HospitalApp {
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error)
    },
  })
  app.onError(errorHandler(report))
  app.notFound(notFoundHandler)
  app.use(identify(desk))
  for (const area of areas) area(app, desk)
  return app
}

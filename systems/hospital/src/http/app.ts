import { OpenAPIHono } from '@hono/zod-openapi'
import type { StartLink } from '../accounts/start-link.ts'
import { newNotice, type Notice } from '../audit/notice.ts'
import { recordEvent } from '../audit/record.ts'
import { areas } from './areas.ts'
import type { Desk } from './desk.ts'
import { errorHandler, invalidRequest, notFoundHandler, type Report } from './errors.ts'
import { guard, loopbackHosts, secure } from './guard.ts'
import { identify } from './identify.ts'
import { type ApiDocument, describe } from './openapi.ts'
import { addPages } from './pages/pages.ts'
import type { Env, HospitalApp } from './route.ts'

export type AppOptions = {
  /** Gets the errors that are the program's own fault. */
  readonly report?: Report
  /** Names under which the server may be asked for; those of the loopback unless said. */
  readonly hosts?: readonly string[]
  /** What the person at the machine may come in by. */
  readonly startLink?: StartLink
}

/** The application, and the description of it. */
export type Application = { readonly app: HospitalApp; readonly document: () => ApiDocument }

/** The whole application over one desk: no port, no process, only requests and answers. */
export function createApp(desk: Desk, options: AppOptions = {}): Application {
  const { report = () => undefined, hosts = loopbackHosts, startLink } = options
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error)
    },
  })
  app.onError(errorHandler({ report, notice: noticeOf(desk) }))
  app.notFound(notFoundHandler(app))
  app.use(secure, guard({ hosts }), identify(desk))
  for (const area of areas) area(app, desk)
  const document = describe(app)
  addPages(app, { desk, document, startLink })
  return { app, document }
}

const noticeOf = (desk: Desk): Notice =>
  newNotice({
    clock: () => Date.parse(desk.now()),
    write: (event, actor) => desk.change({ actor }, (db, act) => recordEvent(db, act, event)),
  })

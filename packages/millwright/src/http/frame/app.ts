import { OpenAPIHono } from '@hono/zod-openapi'
import type { App, Env } from './env.ts'
import { errorHandler, type ErrorStyle, notFoundHandler } from './errors.ts'
import { guard, loopbackHosts, type Pace, paced, secure } from './guard.ts'
import { identify, type Identity } from './identify.ts'
import { detailsOf } from './issues.ts'
import { refusedFields } from './refusal.ts'

/** What every application has, whatever its routes are. */
export type AppFacts<Caller> = {
  readonly errors: ErrorStyle
  readonly identity: Identity<Caller>
  /** Names under which the server may be asked for; those of the loopback unless said. */
  readonly hosts?: readonly string[]
  /** The status for what a schema refuses; 400 unless said. */
  readonly invalidStatus?: 400 | 422
  /** How often one address may ask; as often as it likes unless said. */
  readonly pace?: Pace
}

/**
 * An application without routes: it guards its doors, knows who calls and answers what goes wrong. No port, no process,
 * only requests and answers.
 *
 * @example const app = newApp<Caller>({ errors: { report }, identity: { cookie, nobody, find } })
 */
export function newApp<Caller>(facts: AppFacts<Caller>): App<Caller> {
  const { errors, identity, hosts = loopbackHosts, invalidStatus = 400, pace } = facts
  const app = new OpenAPIHono<Env<Caller>>({
    defaultHook: (result) => {
      if (!result.success) throw refusedFields(detailsOf(result.error), invalidStatus)
    },
  })
  app.onError(errorHandler(errors))
  app.notFound(notFoundHandler(app, errors))
  app.use(secure, guard(hosts))
  if (pace !== undefined) app.use(paced(pace))
  app.use(identify(identity))
  return app
}

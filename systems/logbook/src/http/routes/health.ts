import { z } from 'millwright/http'
import { addRoute, type Area } from '../route.ts'
import { type Health, lookAtHealth } from '../../health/look.ts'

const healthSchema = z
  .object({
    status: z.enum(['ok', 'not well']),
    database: z.enum(['ok', 'not reachable', 'drifted', 'busy with a run']),
    version: z.string(),
    schema_revision: z.string().nullable(),
    pending: z.int(),
    last_run: z.string().nullable(),
    backup_age_hours: z.number().nullable(),
    warnings: z.array(z.string()),
  })
  .openapi('Health')

/** It reads the whole schema, and anybody may ask: whoever asks often gets the same answer for a moment. */
const holds = 500

export const health: Area = (app, { project, now }) => {
  let last: { readonly at: number; readonly found: Promise<Health> } | undefined
  const look = (): Promise<Health> => {
    const at = performance.now()
    if (last === undefined || at - last.at > holds) last = { at, found: lookAtHealth(project, Date.parse(now())) }
    return last.found
  }
  for (const path of ['/health', '/api/health'])
    addRoute(
      app,
      {
        method: 'get',
        path,
        permission: 'public',
        tag: 'Server',
        summary: 'Whether the application can work: the database and its schema',
        answers: { 200: healthSchema, 503: healthSchema },
      },
      async () => {
        const body = await look()
        return { status: body.status === 'ok' ? 200 : 503, body }
      },
    )
}

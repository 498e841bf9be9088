import { answer, z } from 'millwright/http'
import { status } from 'millwright'
import { type Area, defineRoute } from '../route.ts'

const healthSchema = z
  .object({
    status: z.enum(['ok', 'not well']),
    db: z.enum(['ok', 'not reachable', 'drifted', 'busy with a run']),
    schema_version: z.string().nullable(),
    pending_migrations: z.number().int(),
  })
  .openapi('Health')

type Health = z.infer<typeof healthSchema>

const getHealth = defineRoute({
  method: 'get',
  path: '/api/health',
  permission: 'public',
  tag: 'Server',
  summary: 'Whether the application can work: the database and its schema',
  responses: {
    200: answer(healthSchema, 'It can'),
    503: answer(
      healthSchema,
      'It cannot: the database is away, changed by hand, or not at the version of this program',
    ),
  },
})

export const health: Area = (app, desk) => {
  const look = onceIn(holds, () => status(desk.project).then(healthOf, () => unreachable))
  app.openapi(getHealth, async (c) => {
    const found = await look()
    return found.status === 'ok' ? c.json(found, 200) : c.json(found, 503)
  })
}

/** It reads the whole schema, and anybody may ask: whoever asks often gets the same answer for a moment. */
const holds = 500

function onceIn<T>(milliseconds: number, work: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly result: Promise<T> } | undefined
  return () => {
    const at = performance.now()
    if (last === undefined || at - last.at > milliseconds) last = { at, result: work() }
    return last.result
  }
}

const unreachable: Health = { status: 'not well', db: 'not reachable', schema_version: null, pending_migrations: 0 }

function healthOf({ exists, exit, current, pending, drift, lock }: Awaited<ReturnType<typeof status>>): Health {
  if (!exists) return unreachable
  const db = drift.length > 0 ? 'drifted' : lock === undefined ? 'ok' : 'busy with a run'
  return {
    status: exit === 0 && db === 'ok' ? 'ok' : 'not well',
    db,
    schema_version: current.join(' ') || null,
    pending_migrations: pending,
  }
}

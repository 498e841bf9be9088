import { answer, jsonBody, z } from 'millwright/http'
import type { Register } from '../../domain/fields.ts'
import { deleteDevices } from '../../registers/bulk.ts'
import type { Desk } from '../desk.ts'
import { type Area, defineRoute, type HospitalApp } from '../route.ts'

/** Deletes many devices at once, each register with its own permission. */
export const bulk: Area = (app, desk) => {
  addRegister(app, desk, 'ocm')
  addRegister(app, desk, 'ppm')
}

const mostSerials = 10_000

const routeOf = (register: Register) =>
  defineRoute({
    method: 'post',
    path: `/api/bulk_delete/${register}`,
    permission: `equipment_${register}_delete`,
    tag: 'Bulk',
    summary: 'Delete devices by their serials: all of them or none, unless partial is asked for',
    bodyLimit: 8 * 1024 * 1024,
    request: {
      query: z.strictObject({ partial: z.enum(['true', 'false']).optional() }),
      body: jsonBody(
        z
          .strictObject({
            serials: z.array(z.string()).min(1).max(mostSerials),
            partial: z
              .boolean()
              .optional()
              .openapi({ description: 'Delete those that are there, and name the others' }),
          })
          .openapi('BulkDelete'),
      ),
    },
    responses: {
      200: answer(
        z.object({ deleted_count: z.number().int(), not_found: z.array(z.string()).readonly() }).openapi('BulkDeleted'),
        'What was deleted',
      ),
    },
  })

function addRegister(app: HospitalApp, desk: Desk, register: Register): void {
  app.openapi(routeOf(register), async (c) => {
    const [query, body] = [c.req.valid('query'), c.req.valid('json')]
    const request = { serials: body.serials, partial: body.partial ?? query.partial === 'true' }
    const deleted = await desk.change(c.var.caller, (db, act) => deleteDevices({ db, register, act }, request))
    return c.json(deleted, 200)
  })
}

import { answer, streamOf, z } from 'millwright/http'
import { auditCsv } from '../../audit/export.ts'
import { type AuditFilter, pageOfEvents } from '../../audit/list.ts'
import { recordEvent } from '../../audit/record.ts'
import { auditStatuses, eventTypes } from '../../domain/audit.ts'
import { isIsoDate } from '../../domain/dates.ts'
import { beginningOf, dayAfter, stampOf } from '../clock.ts'
import { type Area, defineRoute } from '../route.ts'

const day = z.string().refine(isIsoDate, 'use YYYY-MM-DD').openapi({ format: 'date', example: '2025-06-28' })

const filterSchema = z.object({
  event_type: z.enum(eventTypes).optional(),
  status: z.enum(auditStatuses).optional(),
  user: z.string().max(80).optional(),
  start_date: day.optional(),
  end_date: day.optional(),
  search: z.string().max(200).optional().openapi({ description: 'Words that must all occur' }),
})

const pageSchema = {
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(500).default(50),
}

const entrySchema = z
  .object({
    id: z.number().int(),
    occurred_at: z.iso.datetime(),
    event_type: z.string(),
    performed_by: z.string(),
    description: z.string(),
    status: z.enum(auditStatuses),
    details: z.record(z.string(), z.unknown()),
    imported: z.boolean().openapi({ description: 'Taken over from the JSON era' }),
  })
  .openapi('AuditEntry')

const auditPageSchema = z
  .object({
    items: z.array(entrySchema),
    total: z.number().int(),
    pages: z.number().int(),
    current_page: z.number().int(),
    per_page: z.number().int(),
    has_next: z.boolean(),
    has_prev: z.boolean(),
    next_page: z.number().int().nullable(),
    prev_page: z.number().int().nullable(),
  })
  .openapi('AuditPage')

const tag = 'Audit'

const getLog = defineRoute({
  method: 'get',
  path: '/api/audit-log',
  permission: 'audit_log_view',
  tag,
  summary: 'What was done, by whom, the newest first',
  description: 'Every filter that is given must hold. Days are those of the server. Looking at it is no event.',
  request: { query: z.strictObject({ ...filterSchema.shape, ...pageSchema }) },
  responses: { 200: answer(auditPageSchema, 'A page of events') },
})

const getExport = defineRoute({
  method: 'get',
  path: '/api/audit-log/export',
  permission: 'audit_log_export',
  tag,
  summary: 'The events as CSV',
  request: {
    query: z.strictObject({
      ...filterSchema.shape,
      excel: z.enum(['0', '1']).default('0').openapi({ description: '1: no cell is taken for a formula' }),
    }),
  },
  responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } } },
})

export const audit: Area = (app, desk) => {
  app.openapi(getLog, async (c) => {
    const { page, per_page, ...query } = c.req.valid('query')
    const found = await desk.db.snapshot((db) => pageOfEvents(db, filterOf(query), { number: page, size: per_page }))
    return c.json(found as z.infer<typeof auditPageSchema>, 200)
  })
  app.openapi(getExport, async (c) => {
    const { excel, ...query } = c.req.valid('query')
    const options = { filter: filterOf(query), forSpreadsheet: excel === '1' }
    const at = await desk.change(c.var.caller, async (db, act) => {
      const details = { register: 'audit', filter: query }
      await recordEvent(db, act, { type: 'Data Export', description: 'Exported the audit log', details })
      return act.at
    })
    const pieces = desk.db.apart((db) => auditCsv(db, options))
    return c.body(streamOf(pieces), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="audit_export_${stampOf(at)}.csv"`,
    })
  })
}

function filterOf({ start_date, end_date, ...rest }: z.infer<typeof filterSchema>): AuditFilter {
  return {
    ...rest,
    from: start_date === undefined ? undefined : beginningOf(start_date),
    until: end_date === undefined ? undefined : beginningOf(dayAfter(end_date)),
  }
}

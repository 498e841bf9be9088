import { answer, z } from 'millwright/http'
import type { Register } from '../../domain/fields.ts'
import { type Reminders, pushSummary, remindersOf } from '../../registers/reminders.ts'
import { dayQuery } from '../day-query.ts'
import type { Desk } from '../desk.ts'
import { type Area, defineRoute, type HospitalApp } from '../route.ts'

const tag = 'Reminders'
const count = z.number().int()
const bucket = { name: z.enum(['URGENT', 'HIGH', 'MEDIUM', 'LOW']), from: count, to: count }

const dueSchema = z
  .object({
    type: z.enum(['OCM', 'PPM']),
    department: z.string(),
    name: z.string().nullable(),
    serial: z.string(),
    description: z.string().openapi({ example: 'Quarter II' }),
    due_date: z.string().openapi({ example: '2026-04-14' }),
    days: count.openapi({ description: 'Days until then; 0 is due on the day itself' }),
    engineer: z.string().nullable(),
  })
  .openapi('Due')

const rowsSchema = z
  .object({
    as_of: z.string(),
    buckets: z.array(z.object({ ...bucket, rows: z.array(dueSchema).readonly() })).readonly(),
  })
  .openapi('DueList')

const countsSchema = z
  .object({
    as_of: z.string(),
    buckets: z.array(z.object({ ...bucket, ocm: count, ppm: count })).readonly(),
    push: z.object({ ppm: count, ocm: count, days: count, text: z.string() }),
  })
  .openapi('DueCounts')

const getCounts = defineRoute({
  method: 'get',
  path: '/api/reminders',
  permission: 'dashboard_view',
  tag,
  summary: 'How much work is due, bucket by bucket, and the text of a push notification',
  request: { query: dayQuery },
  responses: { 200: answer(countsSchema, 'The counts; no device is named') },
})

const getRows = (register: Register) =>
  defineRoute({
    method: 'get',
    path: `/api/reminders/${register}`,
    permission: `equipment_${register}_read`,
    tag,
    summary: 'The work that is due within 30 days, bucket by bucket, the soonest first',
    request: { query: dayQuery },
    responses: { 200: answer(rowsSchema, 'Every bucket, also the empty ones') },
  })

export const reminders: Area = (app, desk) => {
  app.openapi(getCounts, async (c) => {
    const { as_of = desk.today() } = c.req.valid('query')
    const found = await desk.db.snapshot(async (db) => ({
      due: await remindersOf(db, as_of),
      push: await pushSummary(db, as_of),
    }))
    return c.json({ as_of, buckets: found.due.buckets.map(countsOf), push: found.push }, 200)
  })
  addRows(app, desk, 'ocm')
  addRows(app, desk, 'ppm')
}

function countsOf({ name, from, to, rows }: Reminders['buckets'][number]) {
  const ocm = rows.filter(({ type }) => type === 'OCM').length
  return { name, from, to, ocm, ppm: rows.length - ocm }
}

function addRows(app: HospitalApp, desk: Desk, register: Register): void {
  app.openapi(getRows(register), async (c) => {
    const { as_of = desk.today() } = c.req.valid('query')
    return c.json(await desk.db.snapshot((db) => remindersOf(db, as_of, [register])), 200)
  })
}

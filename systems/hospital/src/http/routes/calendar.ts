import { answer, refusedField, z } from 'millwright/http'
import { daysBetween, isIsoDate } from '../../domain/dates.ts'
import type { Register } from '../../domain/fields.ts'
import { countsByDay, workWithin } from '../../registers/calendar.ts'
import type { Desk } from '../desk.ts'
import { type Area, defineRoute, type HospitalApp } from '../route.ts'

const count = z.number().int()
const day = z.string().refine(isIsoDate, { error: 'use YYYY-MM-DD' }).openapi({ format: 'date', example: '2026-04-01' })
const status = z.enum(['Upcoming', 'Overdue', 'Maintained'])

const workSchema = z
  .object({
    type: z.enum(['OCM', 'PPM']),
    department: z.string(),
    name: z.string().nullable(),
    serial: z.string(),
    description: z.string().openapi({ example: 'Quarter II' }),
    due_date: z.string(),
    days: count.openapi({ description: 'Days from today; fewer than 0 lie behind' }),
    engineer: z.string().nullable(),
    status,
  })
  .openapi('Work')

const calendarSchema = z
  .object({
    as_of: z.string(),
    from: z.string(),
    to: z.string(),
    days: z.array(z.object({ day: z.string(), upcoming: count, overdue: count, maintained: count })).readonly(),
    items: z.array(workSchema).readonly(),
    total: count,
    current_page: count,
    per_page: count,
  })
  .openapi('Calendar')

const longest = 366

const getCalendar = (register: Register) =>
  defineRoute({
    method: 'get',
    path: `/api/due/${register}`,
    permission: `equipment_${register}_read`,
    tag: 'Reminders',
    summary: 'The work of some days, done or not: how much stands on each day, and a page of it',
    request: {
      query: z.strictObject({
        from: day,
        to: day.openapi({ description: `At most ${longest} days later` }),
        page: z.coerce.number().int().min(1).default(1),
        per_page: z.coerce.number().int().min(1).max(500).default(50),
      }),
    },
    responses: { 200: answer(calendarSchema, 'Days without work are left out') },
  })

/** What stands in the calendar, register by register. */
export const calendar: Area = (app, desk) => {
  addRegister(app, desk, 'ocm')
  addRegister(app, desk, 'ppm')
}

function addRegister(app: HospitalApp, desk: Desk, register: Register): void {
  app.openapi(getCalendar(register), async (c) => {
    const { from, to, page, per_page } = c.req.valid('query')
    demandSpan(from, to)
    const span = { asOf: desk.today(), from, to }
    const { days, work } = await desk.db.snapshot(async (db) => ({
      days: await countsByDay(db, register, span),
      work: await workWithin(db, register, { ...span, page: { number: page, size: per_page } }),
    }))
    const { items, total } = work
    return c.json({ as_of: span.asOf, from, to, days, items, total, current_page: page, per_page }, 200)
  })
}

function demandSpan(from: string, to: string): void {
  const days = daysBetween(from, to)
  if (days < 0) throw refusedField('to', 'out_of_range', 'to: the last day lies before the first one')
  if (days > longest) throw refusedField('to', 'out_of_range', `to: ask for at most ${longest} days`)
}

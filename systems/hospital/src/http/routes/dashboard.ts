import { answer, z } from 'millwright/http'
import { dashboardOf, dashboardWindows } from '../../registers/dashboard.ts'
import { departmentsOf } from '../../registers/departments.ts'
import { dayQuery } from '../day-query.ts'
import { type Area, defineRoute } from '../route.ts'

const count = z.number().int()

const counts = {
  total: count,
  status: z.object({ upcoming: count, overdue: count, maintained: count }),
  due_within: z
    .record(z.string(), count)
    .openapi({ description: `Pieces of work due within ${dashboardWindows.join(', ')} days`, example: { 7: 12 } }),
}

const countsSchema = z.object(counts).openapi('RegisterCounts')
const dashboardSchema = z
  .object({ as_of: z.string(), ...counts, registers: z.object({ ocm: countsSchema, ppm: countsSchema }) })
  .openapi('Dashboard')

const get = defineRoute({
  method: 'get',
  path: '/api/dashboard',
  permission: 'dashboard_view',
  tag: 'Dashboard',
  summary: 'Counts over all devices: in all, by register, by status, and what is due soon',
  request: { query: dayQuery },
  responses: { 200: answer(dashboardSchema, 'The counts') },
})

const inRegister = z.object({ total: count, overdue: count })
const departmentsSchema = z
  .object({
    as_of: z.string(),
    departments: z.array(z.object({ department: z.string(), ocm: inRegister, ppm: inRegister })).readonly(),
  })
  .openapi('DepartmentCounts')

const getDepartments = defineRoute({
  method: 'get',
  path: '/api/dashboard/departments',
  permission: 'dashboard_view',
  tag: 'Dashboard',
  summary: 'Every department that has a device, with its devices and how many are overdue',
  request: { query: dayQuery },
  responses: { 200: answer(departmentsSchema, 'By name; also departments that the master list does not know') },
})

export const dashboard: Area = (app, desk) => {
  app.openapi(getDepartments, async (c) => {
    const { as_of = desk.today() } = c.req.valid('query')
    return c.json({ as_of, departments: await desk.db.snapshot((db) => departmentsOf(db, as_of)) }, 200)
  })
  app.openapi(get, async (c) => {
    const { as_of = desk.today() } = c.req.valid('query')
    return c.json(await desk.db.snapshot((db) => dashboardOf(db, as_of)), 200)
  })
}

import { dashboardStats, fullDashboard } from '../../book/dashboard.ts'
import { rowSchema } from '../fields.ts'
import { addRoute, type Area } from '../route.ts'

export const dashboard: Area = (app, desk) => {
  const about = { method: 'get', permission: 'read', tag: 'Dashboard', answers: { 200: rowSchema } } as const
  addRoute(app, { ...about, path: '/api/dashboard/stats', summary: 'The weekly tanks in short' }, async () => ({
    body: await desk.db.read(dashboardStats),
  }))
  addRoute(app, { ...about, path: '/api/dashboard/full', summary: 'Everything on one screen' }, async () => ({
    body: await desk.db.read((db) => fullDashboard(db, { tables: desk.tables, now: desk.clock(), ship: desk.ship })),
  }))
}

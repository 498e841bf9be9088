import { hashOfToken, defineApplication, type Person } from 'millwright/http'
import { createApp } from './http/app.ts'
import { openDesk } from './http/desk.ts'
import type { Role } from './service/caller.ts'
import { openGuestSession } from './service/guests.ts'

/**
 * What a role of the dashboard may do with the spare parts. Whoever administers the dashboard looks after everything; who operates
 * or approves moves does a user's work at Oraseas EE: performs maintenance, and takes parts for it. The business knows no role that
 * only reads, so a viewer gets a user's eyes, and whatever is no question is refused before it reaches the application.
 */
const roles: Readonly<Record<Person['role'], Role>> = {
  viewer: 'user',
  operator: 'user',
  approver: 'user',
  admin: 'super_admin',
}

const readOnly = () =>
  Response.json(
    { error: 'A viewer of the dashboard changes nothing', code: 'permission_missing', details: [] },
    { status: 403 },
  )

const tokenOf = (request: Request): string => request.headers.get('authorization')?.slice('Bearer '.length) ?? ''

/** The spare parts' pages in the dashboard: its own interface answers them. */
export default defineApplication({
  pages: 'abparts',
  title: 'Spare parts',
  open: async ({ project, hosts, report }) => {
    const desk = await openDesk(project)
    const { app } = createApp(desk, { hosts, report })
    const viewers = new Set<string>()
    const fetch = (request: Request, connection: unknown): Response | Promise<Response> => {
      const isQuestion = request.method === 'GET' || request.method === 'HEAD'
      if (!isQuestion && viewers.has(hashOfToken(tokenOf(request)))) return readOnly()
      return app.fetch(request, connection as object)
    }
    const openSession = async ({ name, role }: Person) => {
      const guest = { name, door: `dashboard ${role}`, role: roles[role] }
      const opened = await desk.db.write((tx) => openGuestSession(tx, guest, desk.now()))
      if (role === 'viewer') viewers.add(hashOfToken(opened.token))
      return opened
    }
    return { app: { fetch }, openSession, close: () => desk.db.close() }
  },
})

import { defineApplication, type Person } from 'millwright/http'
import { type Guest, guestName, openGuestSession } from './accounts/guests.ts'
import { createApp } from './http/app.ts'
import { openDesk } from './http/desk.ts'
import { demandHead } from './server/ready.ts'

/**
 * What a role of the dashboard may do in the hospital. Only who administers the dashboard administers the hospital; who operates or
 * approves moves keeps the registers as engineers do; a viewer reads the registers and changes nothing.
 */
const roles: Readonly<Record<Person['role'], string>> = {
  viewer: 'Viewer',
  operator: 'Editor',
  approver: 'Editor',
  admin: 'Admin',
}

const guestOf = ({ name, role }: Person): Guest => ({ name, door: `dashboard ${role}`, role: roles[role] })

/** The hospital's pages in the dashboard: its own interface answers them, with its own permissions and its own audit log. */
export default defineApplication({
  pages: 'hospital',
  title: 'Equipment',
  open: async ({ project, hosts, report }) => {
    await demandHead(project, project.target)
    const desk = await openDesk(project)
    const { app } = createApp(desk, { hosts, report })
    const openSession = (person: Person) => {
      const guest = guestOf(person)
      return desk.change({ actor: guestName(guest) }, (db, act) => openGuestSession(db, act, guest))
    }
    return { app, openSession, close: () => desk.db.close() }
  },
})

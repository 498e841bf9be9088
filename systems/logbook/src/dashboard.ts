import { defineApplication, type Person } from 'millwright/http'
import { type Guest, guestName, openGuestSession } from './accounts/guests.ts'
import type { Role } from './domain/lists.ts'
import { createApp } from './http/app.ts'
import { openDesk } from './http/desk.ts'
import { demandReady } from './server/ready.ts'

/**
 * What a role of the dashboard may do in the book. Only who administers the dashboard strikes entries and begins hitches as a chief
 * engineer does; who operates or approves moves writes as engineers do; a viewer reads and changes nothing.
 */
const roles: Readonly<Record<Person['role'], Role>> = {
  viewer: 'viewer',
  operator: 'engineer',
  approver: 'engineer',
  admin: 'chief_engineer',
}

const guestOf = ({ name, role }: Person): Guest => ({ name, door: `dashboard ${role}`, role: roles[role] })

/** The book's pages in the dashboard: its own interface answers them, with its own permissions and its own audit log. */
export default defineApplication({
  pages: 'logbook',
  title: 'Oil record book',
  open: async ({ project, hosts, report }) => {
    await demandReady(project, project.target)
    const desk = await openDesk(project)
    const { app } = createApp(desk, { hosts, report })
    const openSession = (person: Person) => {
      const guest = guestOf(person)
      return desk.change({ actor: guestName(guest) }, (db, act) => openGuestSession(db, act, guest))
    }
    return { app, openSession, close: () => desk.db.close() }
  },
})

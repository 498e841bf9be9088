import { join } from 'node:path'
import { defineApplication, newToken } from 'millwright/http'
import { createApp } from './http/app.ts'
import { openDesk } from './http/desk.ts'

/** The word of one opening is good for a day; the dashboard asks for the next one in time. */
const dayMs = 86_400_000

/**
 * The factory's pages in the dashboard. They are of figures alone: the database is opened to be read, and the interface has
 * no way to change anything. So a viewer sees all of it, and an admin may do no more with it than a viewer.
 */
export default defineApplication({
  pages: 'factory',
  title: 'Factory',
  open: async ({ project, hosts, report }) => {
    const desk = await openDesk(project, { artefacts: join(project.root, '.millwright', 'start', 'artefacts') })
    const word = newToken()
    const { app } = createApp(desk, { hosts, report, word })
    const openSession = async (): Promise<{ token: string; expiresAt: string }> => ({
      token: word,
      expiresAt: new Date(desk.now().getTime() + dayMs).toISOString(),
    })
    return { app, openSession, close: desk.close }
  },
})

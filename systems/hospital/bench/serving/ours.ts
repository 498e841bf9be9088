import { openSession } from '../../src/accounts/sessions.ts'
import { createApp } from '../../src/http/app.ts'
import { openDesk } from '../../src/http/desk.ts'
import { hospitalProject } from '../../src/move/project.ts'
import type { App, Order } from './order.ts'

/** The hospital's application as it is served, with a session that is open. */
export async function ourApp({ db }: Order): Promise<App> {
  const desk = await openDesk(await hospitalProject(db))
  const { app } = createApp(desk, { report: (error) => console.error(error) })
  const { token } = await desk.db.write((tx) => openSession(tx, undefined, desk.now()))
  return { fetch: app.fetch, token }
}

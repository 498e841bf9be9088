import { hostsOf, listen, newStartLink, type Report } from 'millwright/http'
import { recordEvent } from '../audit/record.ts'
import { createApp } from '../http/app.ts'
import { type Desk, openDesk } from '../http/desk.ts'
import { mailServerIn } from '../mail/server.ts'
import { hospitalProject } from '../move/project.ts'
import { contactIn } from '../push/send.ts'
import { type Schedule, startSchedule } from '../schedule/schedule.ts'
import { cannotListen } from './problems.ts'
import { demandHead, demandPermissions } from './ready.ts'

/** What is served, and where. */
export type ServeOptions = {
  /** The database's file. */
  readonly db: string
  /** Undefined: the usual one, or any other that is free. */
  readonly port: number | undefined
  readonly host: string
  /** Names under which the server may be asked for, beside those of the loopback. */
  readonly names: readonly string[]
  readonly report: Report
}

export type Running = {
  /** Where the server is, without a slash at the end. */
  readonly url: string
  /** Signs in whoever opens it first. */
  readonly startUrl: string
  /** Ends what is under way, closes the database. A second call waits for the first. */
  readonly stop: () => Promise<void>
}

/** Starts the application on a database that is at head. @throws HOSP401 to HOSP406, DB101 to DB107 */
export async function startServer(options: ServeOptions): Promise<Running> {
  const project = await hospitalProject(options.db)
  await demandHead(project, options.db)
  const desk = await openDesk(project)
  try {
    return await serve(desk, options)
  } catch (error) {
    await desk.db.close()
    throw error
  }
}

async function serve(desk: Desk, options: ServeOptions): Promise<Running> {
  const outside = { mail: mailServerIn(process.env), contact: contactIn(process.env) }
  const { host, names, report } = options
  const startLink = newStartLink(Date.now)
  const { app, document } = createApp(desk, { report, hosts: hostsOf([host, ...names]), startLink })
  await demandPermissions(desk.db, document())
  const { url, close } = await listen(app, { host, port: options.port, refuse: cannotListen })
  try {
    await noteStart(desk, url)
  } catch (error) {
    await close()
    throw error
  }
  // What was due at the start may take its time; the door is open meanwhile.
  const stop = stopper({ desk, close, schedule: startSchedule(desk, { report, ...outside }) })
  return { url, startUrl: `${url}/start?token=${startLink.token}`, stop }
}

type Parts = { readonly desk: Desk; readonly close: () => Promise<void>; readonly schedule: Promise<Schedule> }

function stopper({ desk, close, schedule }: Parts): () => Promise<void> {
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    await Promise.all([close(), schedule.then((begun) => begun.stop())])
    await desk.db.close()
  }
  return () => {
    stopped ??= stop()
    return stopped
  }
}

const noteStart = ({ change }: Desk, url: string): Promise<void> =>
  change({ actor: 'system' }, (db, act) =>
    recordEvent(db, act, {
      type: 'System Startup',
      description: 'The server was started',
      status: 'Info',
      details: { url },
    }),
  )

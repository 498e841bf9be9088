import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { newStartLink } from '../accounts/start-link.ts'
import { recordEvent } from '../audit/record.ts'
import { createApp } from '../http/app.ts'
import { type Desk, openDesk } from '../http/desk.ts'
import type { Report } from '../http/errors.ts'
import { loopbackHosts } from '../http/guard.ts'
import type { HospitalApp } from '../http/route.ts'
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
  const hosts = [...loopbackHosts, host, ...names].map((name) => name.toLowerCase())
  const { app, document } = createApp(desk, { report, hosts, startLink })
  await demandPermissions(desk.db, document())
  const server = serverOf(app)
  await listenSomewhere(server, host, options.port)
  const url = urlOf(server, host)
  try {
    await noteStart(desk, url)
  } catch (error) {
    await close(server)
    throw error
  }
  // What was due at the start may take its time; the door is open meanwhile.
  const stop = stopper({ desk, server, schedule: startSchedule(desk, { report, ...outside }) })
  return { url, startUrl: `${url}/start?token=${startLink.token}`, stop }
}

type Parts = { readonly desk: Desk; readonly server: Server; readonly schedule: Promise<Schedule> }

function stopper({ desk, server, schedule }: Parts): () => Promise<void> {
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    await Promise.all([close(server), schedule.then((begun) => begun.stop())])
    await desk.db.close()
  }
  return () => {
    stopped ??= stop()
    return stopped
  }
}

const serverOf = (app: HospitalApp): Server =>
  createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { headersTimeout: 15_000, requestTimeout: 120_000, maxHeaderSize: 16_384 },
  }) as Server

const usualPort = 8080

async function listenSomewhere(server: Server, host: string, port: number | undefined): Promise<void> {
  if (port !== undefined) return listen(server, host, port)
  await listen(server, host, usualPort).catch(() => listen(server, host, 0))
}

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const refuse = (error: Error): void => reject(cannotListen(`${host}:${port}`, error.message))
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.removeListener('error', refuse)
      resolve()
    })
  })

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
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

const patience = 5000

/** Answers what was asked, takes nothing new, and after a while cuts off who does not come to an end. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), patience)
  await closed
  clearTimeout(cut)
}

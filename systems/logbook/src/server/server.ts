import { timingSafeEqual } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { status } from 'millwright'
import { hashOfToken, newStartLink, newToken } from '../accounts/tokens.ts'
import { cannotListen, isServed, notReady } from '../commands/problems.ts'
import { createApp } from '../http/app.ts'
import { type Desk, openDesk } from '../http/desk.ts'
import type { Report } from '../http/errors.ts'
import { loopbackHosts } from '../http/guard.ts'
import type { LogbookApp } from '../http/route.ts'
import { logbookProject } from '../project.ts'
import { removeMark, runningAt, writeMark } from './mark.ts'

export type ServeOptions = {
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
  /** Ends what is under way, closes the book. A second call waits for the first. */
  readonly stop: () => Promise<void>
  /** When somebody told it to stop from outside. */
  readonly told: Promise<void>
}

/** Serves a book that is at head. @throws ORB203 to ORB205, DB101 to DB107 */
export async function startServer(options: ServeOptions): Promise<Running> {
  const { db } = options
  const project = await logbookProject(db)
  const running = await runningAt(db)
  if (running !== undefined) throw isServed(db, running)
  const { exit, drift, pending } = await status(project)
  if (exit !== 0)
    throw notReady(
      db,
      drift.length > 0
        ? drift.join('; ')
        : pending > 0
          ? `${pending} revisions are pending`
          : 'its last run is not finished',
    )
  const desk = await openDesk(project)
  try {
    return await serveDesk(desk, options)
  } catch (error) {
    await desk.db.close()
    throw error
  }
}

async function serveDesk(desk: Desk, { db, host, port, names, report }: ServeOptions): Promise<Running> {
  const [startLink, stopWord] = [newStartLink(Date.now), newToken()]
  const hosts = [...loopbackHosts, host, ...names].map((name) => name.toLowerCase())
  const { app } = createApp(desk, { report, hosts, startLink })
  const told = stopDoor(app, stopWord)
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { headersTimeout: 15_000, requestTimeout: 120_000 },
  }) as Server
  await listenSomewhere(server, host, port)
  const url = urlOf(server, host)
  writeMark(db, { url, stop: stopWord })
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    await close(server)
    await desk.db.close()
    removeMark(db)
  }
  return { url, startUrl: `${url}/start?token=${startLink.token}`, told, stop: () => (stopped ??= stop()) }
}

/** Who knows the word in the mark beside the book may ask whether it is served, and may stop that. */
function stopDoor(app: LogbookApp, word: string): Promise<void> {
  const wanted = Buffer.from(hashOfToken(word))
  return new Promise((resolve) => {
    app.on(['GET', 'POST'], '/stop', (c) => {
      const given = c.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
      if (!timingSafeEqual(Buffer.from(hashOfToken(given)), wanted))
        return c.json({ error: 'No', code: 'no_such_path', details: {} }, 404)
      if (c.req.method === 'POST') setTimeout(resolve, 10)
      return c.body(null, 204)
    })
  })
}

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

const patience = 5000

/** Answers what was asked, takes nothing new, and after a while cuts off who does not come to an end. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), patience)
  await closed
  clearTimeout(cut)
}

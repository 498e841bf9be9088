import { hostsOf, isSameToken, listen, newStartLink, newToken, type Report } from 'millwright/http'
import { type BackupSchedule, scheduleBackups } from '../backups/schedule.ts'
import { cannotListen, isServed } from '../commands/problems.ts'
import { createApp } from '../http/app.ts'
import { type Desk, openDesk } from '../http/desk.ts'
import type { LogbookApp } from '../http/route.ts'
import { readerBy } from '../ocr/read-image.ts'
import { logbookProject } from '../project.ts'
import { demandReady } from './ready.ts'
import { removeMark, runningAt, writeMark } from './mark.ts'

export type ServeOptions = {
  readonly db: string
  /** Undefined: the usual one, or any other that is free. */
  readonly port: number | undefined
  readonly host: string
  /** Names under which the server may be asked for, beside those of the loopback. */
  readonly names: readonly string[]
  readonly report: Report
  /** The program that reads photographed forms. */
  readonly readImage?: string | undefined
  /** How old the newest backup may become before the server makes one; undefined: it makes none. */
  readonly backupHours?: number | undefined
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
  await demandReady(project, db)
  const opened = await openDesk(project)
  const desk = options.readImage === undefined ? opened : { ...opened, readImage: readerBy(options.readImage) }
  try {
    return await serveDesk(desk, options)
  } catch (error) {
    await desk.db.close()
    throw error
  }
}

async function serveDesk(desk: Desk, options: ServeOptions): Promise<Running> {
  const { db, host, port, names, report } = options
  const [startLink, stopWord] = [newStartLink(Date.now), newToken()]
  const { app } = createApp(desk, { report, hosts: hostsOf([host, ...names]), startLink })
  const told = stopDoor(app, stopWord)
  const { url, close } = await listen(app, { host, port, refuse: cannotListen })
  writeMark(db, { url, stop: stopWord })
  const backups = await backupsOf(desk, options)
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    await close()
    await backups?.stop()
    await desk.db.close()
    removeMark(db)
  }
  return { url, startUrl: `${url}/start?token=${startLink.token}`, told, stop: () => (stopped ??= stop()) }
}

const backupsOf = async (
  { project, now }: Desk,
  { backupHours: hours, report }: ServeOptions,
): Promise<BackupSchedule | undefined> =>
  hours === undefined ? undefined : scheduleBackups(project, { hours, now, report })

/** Who knows the word in the mark beside the book may ask whether it is served, and may stop that. */
function stopDoor(app: LogbookApp, word: string): Promise<void> {
  return new Promise((resolve) => {
    app.on(['GET', 'POST'], '/stop', (c) => {
      const given = c.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
      if (!isSameToken(given, word)) return c.json({ error: 'No', code: 'no_such_path', details: {} }, 404)
      if (c.req.method === 'POST') setTimeout(resolve, 10)
      return c.body(null, 204)
    })
  })
}

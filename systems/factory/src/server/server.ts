import { openProject, sql } from 'millwright'
import { hostsOf, listen, loopbackHosts, type Report } from 'millwright/http'
import { createApp } from '../http/app.ts'
import { type Desk, openDesk } from '../http/desk.ts'
import { cannotListen, noFactory, wordNeeded } from './problems.ts'

export type ServeOptions = {
  readonly database: string
  readonly artefacts: string | undefined
  /** Undefined: the usual one, or any other that is free. */
  readonly port: number | undefined
  readonly host: string
  /** Names under which the server may be asked for, beside those of the loopback. */
  readonly names: readonly string[]
  readonly word: string | undefined
  readonly report: Report
}

export type Running = {
  /** Where the server is, without a slash at the end. */
  readonly url: string
  /** Ends what is under way, and closes the database. */
  readonly stop: () => Promise<void>
}

/** Serves the figures of a factory. @throws FAC301 to FAC303, and the engine's problems */
export async function startServer(options: ServeOptions): Promise<Running> {
  const { database, artefacts, port, host, names, word, report } = options
  if (word === undefined && !loopbackHosts.includes(host)) throw wordNeeded(host)
  const project = await openProject({ url: database })
  const desk = await openDesk(project, { artefacts })
  try {
    await demandFactory(desk, project.target)
    const hosts = hostsOf([host, ...names])
    const { app } = createApp(desk, { report, hosts, word })
    const { url, close } = await listen(app, { host, port, usualPort: 8090, refuse: cannotListen })
    return { url, stop: () => close().then(desk.close) }
  } catch (error) {
    await desk.close()
    throw error
  }
}

const needed = [
  'Equipment',
  'ShiftInstance',
  'equipment_states',
  'oee_calculations',
  'production_counts',
  'quality_events',
]

async function demandFactory({ db }: Desk, target: string): Promise<void> {
  const rows = await db.all(
    sql`select table_name as name from information_schema.tables where table_schema = current_schema()`,
  )
  const missing = needed.filter((table) => !rows.some(({ name }) => name === table))
  if (missing.length > 0) throw noFactory(target, missing)
}

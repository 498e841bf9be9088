import { join, resolve } from 'node:path'
import { userInfo } from 'node:os'
import { maskUrl } from '../backup/place.ts'
import type { Dialect, OpenOptions } from '../dialects/dialect.ts'
import { buildGraph, type Graph } from '../history/graph.ts'
import { readMigrations } from '../history/read-folder.ts'
import { type Clock, systemClock } from '../kernel/clock.ts'
import type { Connection } from '../kernel/connection.ts'
import { isProblem } from '../kernel/problem.ts'
import { readEnvironment } from '../ledger/environment.ts'
import { hasLedger } from '../ledger/ledger.ts'
import type { SourceTools } from '../steps/declared.ts'
import type { Params } from '../steps/move.ts'
import { type Config, type ConfigFlags, loadConfig } from './config.ts'
import { findDialect } from './dialects.ts'
import { otherEnvironment, unknownDatabase } from './problems.ts'

export type ProjectFlags = ConfigFlags & { readonly params?: Params }

/** A project: a configuration, a database, a folder of migrations. Nothing is open yet. */
export type Project = {
  readonly root: string
  readonly config: Config
  readonly dialect: Dialect
  /** The database's URL with an absolute path. */
  readonly url: string
  /** The URL without secrets, for screens and reports. */
  readonly target: string
  readonly migrations: string
  /** The file with the wanted schema; it need not exist. */
  readonly schema: string
  readonly backups: string
  readonly reports: string
  readonly params: Params
  readonly clock: Clock
  readonly actor: string
}

/** Finds the project. @throws CONF1xx */
export async function openProject(flags: ProjectFlags = {}): Promise<Project> {
  const { root, config } = await loadConfig(flags)
  const { dialect, url } = await locate(config.database, root)
  return {
    root,
    config,
    dialect,
    url,
    target: config.label === undefined ? maskUrl(url) : `${config.label} (${maskUrl(url)})`,
    migrations: resolve(root, config.migrations ?? 'migrations'),
    schema: resolve(root, config.schema ?? 'schema.sql'),
    backups: resolve(root, config.backups?.directory ?? join('.millwright', 'backups')),
    reports: resolve(root, config.reports ?? join('.millwright', 'reports')),
    params: { ...config.params, ...flags.params },
    clock: systemClock,
    actor: process.env['MILLWRIGHT_ACTOR'] ?? userInfo().username,
  }
}

/** The dialect for a URL, and the URL with its path made absolute. @throws CONF104 */
export async function locate(url: string, root: string): Promise<{ readonly dialect: Dialect; readonly url: string }> {
  const dialect = await findDialect(url)
  if (dialect === undefined) throw unknownDatabase(maskUrl(url))
  return { dialect, url: dialect.absolute(url, root) }
}

/** Opens the project's database. @throws CONF107 when it says that it is another environment's, DBxxx */
export async function openDatabase(project: Project, options: OpenOptions = {}): Promise<Connection> {
  const db = await project.dialect.open(project.url, options)
  const wanted = project.config.environment
  if (wanted === undefined) return db
  try {
    const says = (await hasLedger(project.dialect, db)) ? await readEnvironment(db) : undefined
    if (says !== undefined && says !== wanted) throw otherEnvironment(project.target, says, wanted)
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The history as the folder holds it. @throws HIST1xx */
export const readGraph = async (project: Project): Promise<Graph> =>
  buildGraph(await readMigrations(project.migrations, (script) => project.dialect.split(script)))

/** What steps borrow: paths from the project's folder, other databases read-only. */
export const toolsOf = (project: Project, db?: Connection): SourceTools => ({
  resolve: (path) => resolve(project.root, path),
  get target() {
    if (db === undefined) throw new TypeError('a plan reads no rows of its target')
    return db
  },
  openDatabase: async (url) => {
    const found = await locate(url, project.root)
    return found.dialect.open(found.url, { readOnly: true })
  },
})

/** For actions that open no session themselves; one that cannot be opened is nobody's, and may be replaced. @throws CONF107 */
export async function refuseOtherEnvironment(project: Project): Promise<void> {
  if (project.config.environment === undefined || !(await project.dialect.exists(project.url))) return
  try {
    const db = await openDatabase(project, { readOnly: true })
    await db.close()
  } catch (error) {
    if (isProblem(error) && error.code === otherEnvironment.code) throw error
  }
}

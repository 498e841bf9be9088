import { down, type Project, stamp, status, type Status, up } from 'millwright'
import { protocolTables } from '../checks/phase.ts'
import type { Session } from '../database/database.ts'
import { keptOpen, onDatabase } from '../database/engine.ts'
import { type ManagerOptions, projectOf } from '../manager/options.ts'
import { noDatabase } from '../manager/problems.ts'
import { lastId } from '../reports/step-book.ts'
import { differences, type Inventory, rowWords, tablesThere, takeInventory } from './look.ts'
import { dropEmpty, makeMissing } from './make-missing.ts'
import { notAdded, notMovedYet, otherTables, partsMissing, rowsInTheWay, rowsWouldGo } from './problems.ts'

/** The migrations around the feature: what it needs, itself, and who works with it. */
export const protocolIds = { before: '0007', own: '0008', last: '0009' } as const

export type InstallFlags = {
  /** Make what the ledger knows and the database lacks. */
  readonly repair?: boolean
  /** Make tables anew that are there and hold no row. */
  readonly recreate?: boolean
}

export type Installed = {
  readonly verdict: string
  readonly reason: string
  readonly exit_code: number
  /** What was made beside what was there. */
  readonly made: readonly string[]
  readonly inventory: Inventory
}

/**
 * Adds the maintenance protocols to a moved database, whatever of them is there already.
 *
 * @throws ABP301, ABP501 to ABP504, and the engine's problems
 */
export async function installProtocols(options: ManagerOptions, flags: InstallFlags = {}): Promise<Installed> {
  const project = await movedProject(options)
  return keptOpen(project, async () => {
    const found = await status(project)
    const there = await onDatabase(project, tablesThere)
    const outcome = isApplied(found, protocolIds.own)
      ? await completed(project, flags)
      : there.size === 0
        ? await added(project, [])
        : await taken(project, { there, flags })
    return { ...outcome, inventory: await onDatabase(project, takeInventory) }
  })
}

/** The project on a database that has the new model. @throws ABP301, ABP501 */
export async function movedProject(options: ManagerOptions): Promise<Project> {
  const project = await projectOf(options)
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  if (!isApplied(await status(project), lastId)) throw notMovedYet(project.target)
  return project
}

const isApplied = ({ migrations }: Status, wanted: string): boolean =>
  migrations.some(({ id, state }) => id === wanted && state === 'applied')

export type Outcome = Omit<Installed, 'inventory'>

/** The ordinary way: nothing of it is there. */
async function added(project: Project, made: readonly string[]): Promise<Outcome> {
  const result = await up(project, { target: protocolIds.last, yes: true })
  if (!('report' in result))
    return { verdict: 'PROVED', reason: 'the protocols are there already: nothing was changed', exit_code: 0, made }
  return { verdict: result.verdict, reason: result.why, exit_code: result.exit, made }
}

/** The ledger knows it. What it knows must be there. */
async function completed(project: Project, { repair = false }: InstallFlags): Promise<Outcome> {
  const missing = await onDatabase(project, differences)
  if (missing.length === 0) return added(project, [])
  if (!repair) throw partsMissing(missing)
  return added(project, await onDatabase(project, (db) => db.transaction((session) => made(session, project))))
}

type Taking = { readonly there: ReadonlyMap<string, number>; readonly flags: InstallFlags }

/** Somebody made some of it by hand: compared, completed and recorded, or made anew where it is empty. */
async function taken(project: Project, { there, flags }: Taking): Promise<Outcome> {
  if (flags.recreate === true) {
    const rows = rowWords(there)
    if (rows.length > 0) throw rowsInTheWay(rows)
    await onDatabase(project, (db) => db.transaction(dropEmpty))
    return added(project, [])
  }
  // What they stand on is not theirs: it comes by its migration, beside tables that the history does not know yet.
  await up(project, { target: protocolIds.before, yes: true, acceptDrift: true })
  const news = await onDatabase(project, (db) => db.transaction((session) => made(session, project)))
  await stamp(project, { target: protocolIds.own })
  const { verdict, exit_code } = await added(project, news)
  return {
    verdict,
    exit_code,
    reason: `${there.size} of the tables were there and as they must be; the history knows them now`,
    made: news,
  }
}

/** Tables of the protocols that are there with other columns: nothing can be built upon them. */
const isAboutColumns = new RegExp(`^columns (?:missing|differ): (?:${protocolTables.join('|')})\\.`)

/** @throws ABP502 after undoing what it made, when what was there is something else */
async function made(session: Session, project: Project): Promise<readonly string[]> {
  const wrong = (await differences(session)).filter((words) => isAboutColumns.test(words))
  if (wrong.length > 0) throw otherTables(wrong)
  const news = await makeMissing(session, project)
  const others = await differences(session)
  if (others.length > 0) throw otherTables(others)
  return news
}

/**
 * Takes the maintenance protocols back, with their rows when that is confirmed.
 *
 * @throws ABP301, ABP501, ABP505, ABP506, and the engine's problems
 */
export async function removeProtocols(
  options: ManagerOptions,
  { yes = false }: { readonly yes?: boolean },
): Promise<Outcome> {
  const project = await movedProject(options)
  return keptOpen(project, async () => {
    if (!isApplied(await status(project), protocolIds.own)) throw notAdded(project.target)
    const rows = rowWords(await onDatabase(project, tablesThere))
    if (rows.length > 0 && !yes) throw rowsWouldGo(rows)
    const result = await down(project, { target: lastId, yes: true })
    if (!('report' in result)) throw notAdded(project.target)
    return { verdict: result.verdict, reason: result.why, exit_code: result.exit, made: [] }
  })
}

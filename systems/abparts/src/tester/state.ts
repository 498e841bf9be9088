import { createHash } from 'node:crypto'
import { fingerprintsOf } from '../backup/tables.ts'
import { readCatalogue } from '../checks/schema/catalogue.ts'
import { onConnection, onDatabase } from '../database/engine.ts'
import { type ManagerOptions, projectOf } from '../manager/options.ts'

/** Schema and rows of a database, by name; the ledger is left out. */
export type State = Readonly<Record<string, string>>

export async function stateOf(options: ManagerOptions): Promise<State> {
  const project = await projectOf(options)
  const rows = await onConnection(project, (db) => fingerprintsOf(db))
  const catalogue = await onDatabase(project, (db) => readCatalogue(db))
  return { ...rows, schema: createHash('sha256').update(JSON.stringify(catalogue)).digest('hex') }
}

/** What differs between two states. */
export const differences = (before: State, after: State): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name])

/** Bytes of a database in millions. */
export async function sizeOf(options: ManagerOptions): Promise<number> {
  const project = await projectOf(options)
  return onDatabase(project, async (db) => {
    const [row] = await db.query('select pg_database_size(current_database()) as n')
    return Math.round(Number(row?.['n']) / 100_000) / 10
  })
}

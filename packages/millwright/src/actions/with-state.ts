import type { Connection } from '../kernel/connection.ts'
import { noDatabase, noLedger } from './problems.ts'
import { openDatabase, type Project } from './project.ts'
import { openIfThere, readState, type State } from './state.ts'

/** Looks at where a database stands; one that does not exist yet stands at the beginning. Nothing is written. */
export async function withState<T>(
  project: Project,
  work: (state: State, db: Connection | undefined) => Promise<T>,
): Promise<T> {
  const db = await openIfThere(project)
  try {
    return await work(await readState(project, db), db)
  } finally {
    await db?.close()
  }
}

/** Works with a database that has a ledger. @throws CONF106 when there is no database, RUN109 when there is no ledger */
export async function withLedger<T>(
  project: Project,
  work: (db: Connection, state: State) => Promise<T>,
  { readOnly = true }: { readonly readOnly?: boolean } = {},
): Promise<T> {
  if (!(await project.dialect.exists(project.url))) throw noDatabase(project.target)
  const db = await openDatabase(project, { readOnly })
  try {
    const state = await readState(project, db)
    if (!state.isManaged) throw noLedger(project.target)
    return await work(db, state)
  } finally {
    await db.close()
  }
}

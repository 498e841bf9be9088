import type { Connection } from '../kernel/connection.ts'
import { groupRejects, readRejects, type RejectGroup, type StoredReject } from '../ledger/rejects.ts'
import { findRun } from '../ledger/runs.ts'
import type { Project } from './project.ts'
import type { State } from './state.ts'
import { withLedger } from './with-state.ts'

export type RejectsFlags = { readonly run?: string; readonly rows: number }

export type RejectsList = {
  readonly run: string
  readonly groups: readonly RejectGroup[]
  readonly rows: readonly StoredReject[]
}

/** The rejects of a run, grouped by rule, and its first ones in full. Without a run, those of the newest that has any. */
export const rejectsList = (project: Project, { run, rows }: RejectsFlags): Promise<RejectsList> =>
  withLedger(project, async (db, state) => {
    const id = await runWithRejects(db, state, run)
    const found = await readRejects(db, id)
    return { run: id, groups: await groupRejects(db, id), rows: found.slice(0, rows) }
  })

/** Every reject of a run in the order in which they were met, one by one. @throws RUN105 */
export async function rejectsExport(
  project: Project,
  take: (reject: StoredReject) => Promise<void>,
  run?: string,
): Promise<{ readonly run: string; readonly rejects: number }> {
  return withLedger(project, async (db, state) => {
    const id = await runWithRejects(db, state, run)
    let [last, count] = [0, 0]
    for (let some = await readRejects(db, id, 0); some.length > 0; some = await readRejects(db, id, last)) {
      for (const reject of some) await take(reject)
      last = some.at(-1)?.id ?? last
      count += some.length
    }
    return { run: id, rejects: count }
  })
}

async function runWithRejects(db: Connection, { runs }: State, word: string | undefined): Promise<string> {
  if (word !== undefined) return (await findRun(db, word)).id
  for (const { id } of runs) if ((await readRejects(db, id)).length > 0) return id
  return (await findRun(db)).id
}

import { breakLock, type LockState, readLock } from '../ledger/lock.ts'
import { needsYes } from './problems.ts'
import type { Project } from './project.ts'
import { withLedger } from './with-state.ts'

export type UnlockResult = { readonly held: boolean; readonly run?: string; readonly holder?: string }

/** Takes the lock from whoever holds it; if that process still runs, its next batch is refused. @throws RUN126 */
export const unlock = (project: Project, { yes }: { readonly yes: boolean }): Promise<UnlockResult> =>
  withLedger(
    project,
    async (db) => {
      const lock = await readLock(db)
      if (lock.run === undefined) return { held: false }
      if (!yes) throw needsYes(question(lock))
      await breakLock(db)
      return { held: true, run: lock.run, holder: lock.holder }
    },
    { readOnly: false },
  )

const question = ({ run, holder, takenAt }: LockState): string =>
  `run ${run} holds the lock since ${takenAt ?? 'an unknown time'} (${holder}), and would be stopped at its next batch`

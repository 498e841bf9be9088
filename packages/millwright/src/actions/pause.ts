import { findRun, requestPause } from '../ledger/runs.ts'
import { notRunning } from './problems.ts'
import type { Project } from './project.ts'
import { withLedger } from './with-state.ts'

export type PauseResult = { readonly run: string; readonly state: string; readonly requested: true }

/** Asks a run to stop at its next batch boundary; whoever runs it reads that. @throws RUN105, RUN125 */
export const pause = (project: Project, run?: string): Promise<PauseResult> =>
  withLedger(
    project,
    async (db) => {
      const { id, state } = await findRun(db, run)
      if (state !== 'running' && state !== 'pausing') throw notRunning(id, state)
      await requestPause(db, id)
      return { run: id, state, requested: true }
    },
    { readOnly: false },
  )

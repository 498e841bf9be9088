import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Planned } from '../plan/make-plan.ts'
import type { OnConflict } from '../steps/undo.ts'
import { executePlan, type Watch } from './execute.ts'
import { planFor } from './plan.ts'
import { openDatabase, type Project, readGraph } from './project.ts'
import { refuseEdited } from './state.ts'
import { withState } from './with-state.ts'
import { type RunResult, writeReport } from './write-report.ts'

export type RehearseFlags = Watch & {
  readonly target?: string
  readonly command?: string
  readonly onConflict?: OnConflict
  readonly maxRejects?: number
  /** Called with the copy when the run on it has ended, before the copy is thrown away: the place for an application's own tests. */
  readonly onCopy?: (copy: Project, result: RunResult) => Promise<void>
}

/** Executes the plan of `up` on a copy, by the same code, and throws the copy away. */
export async function rehearse(project: Project, flags: RehearseFlags = {}): Promise<RunResult> {
  // The database is let go before it is copied: some are only copied quickly while nobody uses them.
  const planned = await withState(project, async (state) => {
    refuseEdited(state)
    return planFor(project, state, { direction: 'up', ...(flags.target === undefined ? {} : { target: flags.target }) })
  })
  return rehearseOnCopy(project, planned, { ...flags, command: flags.command ?? 'rehearse' })
}

/** Executes a plan on a copy of the database; rejects do not stop it, so that all of them are seen at once. */
export async function rehearseOnCopy(project: Project, planned: Planned, flags: RehearseFlags): Promise<RunResult> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-rehearsal-'))
  try {
    const made = await project.dialect.snapshots.copy(project.url, folder)
    const copy = { ...project, url: made.url, target: `a copy of ${project.target}` }
    try {
      const result = await runOnCopy(project, copy, { planned, flags })
      await flags.onCopy?.(copy, result)
      return result
    } finally {
      await made.dispose()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type OnCopy = { readonly planned: Planned; readonly flags: RehearseFlags }

async function runOnCopy(project: Project, copy: Project, { planned, flags }: OnCopy): Promise<RunResult> {
  const db = await openDatabase(copy, { create: true })
  try {
    const end = await executePlan({
      ...flags,
      project: copy,
      db,
      graph: await readGraph(project),
      planned,
      command: flags.command ?? 'rehearse',
      rehearsal: true,
    })
    return await writeReport({ ...copy, reports: project.reports }, db, end)
  } finally {
    await db.close()
  }
}

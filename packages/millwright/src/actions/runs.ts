import { readJson } from '../kernel/json.ts'
import { readRun, type Run } from '../ledger/runs.ts'
import type { RunState, Verdict } from '../ledger/states.ts'
import type { Plan } from '../plan/plan.ts'
import type { Project } from './project.ts'
import { withState } from './with-state.ts'

export type RunLine = {
  readonly id: string
  readonly command: string
  readonly state: RunState
  readonly verdict: Verdict | null
  readonly why: string | null
  readonly migrations: readonly string[]
  readonly actor: string
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly backup: string | null
}

export type RunsResult = { readonly runs: readonly RunLine[]; readonly total: number }

/** The runs in the ledger, the newest first. */
export const runs = (project: Project, limit = Number.POSITIVE_INFINITY): Promise<RunsResult> =>
  withState(project, async (state, db) => {
    const lines: RunLine[] = []
    for (const { id } of state.runs.slice(0, limit)) if (db !== undefined) lines.push(lineOf(await readRun(db, id)))
    return { runs: lines, total: state.runs.length }
  })

const lineOf = (run: Run): RunLine => ({
  id: run.id,
  command: run.command,
  state: run.state,
  verdict: run.verdict ?? null,
  why: run.why ?? null,
  migrations: (readJson(run.document) as Plan).items.map(({ migration }) => migration),
  actor: run.actor,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt ?? null,
  backup: run.backup ?? null,
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from '../ledger/states.ts'
import type { Report } from '../report/document.ts'
import type { Project } from './project.ts'

/** A report that was kept as a file, in short. */
export type ReportLine = {
  readonly id: string
  readonly rehearsal: boolean
  readonly plan: string
  readonly verdict: Verdict | null
  readonly why: string
  readonly command: string
  readonly actor: string
  readonly startedAt: string
  readonly ms: number | null
  readonly migrations: readonly string[]
}

export type ReportsResult = { readonly reports: readonly ReportLine[]; readonly total: number }

/** The reports that lie in the project's folder, of runs and of rehearsals, the newest first. */
export async function reports({ reports: folder }: Project, limit = Number.POSITIVE_INFINITY): Promise<ReportsResult> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
  const newest = names.toSorted().reverse().slice(0, limit) // ids begin with the time at which they were made
  return { reports: newest.flatMap((name) => lineIn(join(folder, name))), total: names.length }
}

/** A file that is no report is somebody else's. */
function lineIn(file: string): readonly ReportLine[] {
  try {
    const { run, verdict, items } = JSON.parse(readFileSync(file, 'utf8')) as Report
    const { id, rehearsal, plan, command, actor, startedAt, ms } = run
    const migrations = items.map(({ migration }) => migration)
    return [{ id, rehearsal, plan, verdict: verdict.word, why: verdict.why, command, actor, startedAt, ms, migrations }]
  } catch {
    return []
  }
}

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cannotWrite } from '../history/problems.ts'
import { causedBy, isProblem, type Problem, wordsOf } from '../kernel/problem.ts'
import { eventTail, type EventTail, readEvents } from '../ledger/event-log.ts'
import { findRun } from '../ledger/runs.ts'
import type { Report } from '../report/document.ts'
import { reportHtml } from '../report/html.ts'
import type { Project } from './project.ts'
import { withLedger } from './with-state.ts'
import { readReport } from './write-report.ts'

/** A run's report from the ledger; that of a rehearsal, whose copy is gone, from its file. @throws RUN105, RUN106 */
export async function report(project: Project, run?: string): Promise<Report> {
  try {
    return await withLedger(project, (db) => readReport(project, db, run === undefined ? {} : { run }))
  } catch (error) {
    const kept = run !== undefined && isProblem(error) ? keptReport(project, run, error) : undefined
    if (kept === undefined) throw error
    return kept
  }
}

const notInLedger: ReadonlySet<string> = new Set(['RUN105', 'RUN109', 'CONF106'])

function keptReport({ reports }: Project, run: string, { code }: Problem): Report | undefined {
  if (!notInLedger.has(code) || !existsSync(reports)) return undefined
  const name = readdirSync(reports).find((file) => file.startsWith(run) && file.endsWith('.json'))
  return name === undefined ? undefined : (JSON.parse(readFileSync(join(reports, name), 'utf8')) as Report)
}

export type Verified = { readonly run: string; readonly events: EventTail }

/** Reads the chain of a run's events and checks every link. @throws RUN105, RUN106 */
export const verifyEvents = (project: Project, run?: string): Promise<Verified> =>
  withLedger(project, async (db) => {
    const found = await findRun(db, run)
    await readEvents(db, found.id)
    return { run: found.id, events: await eventTail(db, found.id) }
  })

/** Writes a report as one HTML file that only its owner can read. @throws HIST142 */
export function writeHtml(file: string, found: Report): void {
  try {
    writeFileSync(file, reportHtml(found), { mode: 0o600 })
  } catch (error) {
    throw causedBy(cannotWrite(file, wordsOf(error)), error)
  }
}

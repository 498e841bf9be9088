import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '../kernel/connection.ts'
import { eventTail } from '../ledger/event-log.ts'
import { groupRejects } from '../ledger/rejects.ts'
import type { RunView } from '../ledger/run-view.ts'
import { findRun } from '../ledger/runs.ts'
import type { Report, Section } from '../report/document.ts'
import { reportHtml } from '../report/html.ts'
import { reportJson, reportOf } from '../report/report.ts'
import type { RunEnd } from '../run/context.ts'
import type { Project } from './project.ts'
import { version } from './version.ts'
import { viewOf } from './view-run.ts'

/** What a command that ran something returns. */
export type RunResult = RunEnd & {
  readonly report: Report
  readonly files: { readonly json: string; readonly html: string }
}

/** Builds the report of a run that just ended and writes both forms of it, readable by the owner only. */
export async function writeReport(project: Project, db: Connection, end: RunEnd): Promise<RunResult> {
  const report = await readReport(project, db, { run: end.run })
  return { ...end, report, files: await saveReport(project, report) }
}

/** Builds a run's report from the ledger alone. @throws RUN105, RUN106 */
export async function readReport(
  project: Project,
  db: Connection,
  { run: id, sections }: { run?: string; sections?: readonly Section[] },
): Promise<Report> {
  const run = await findRun(db, id)
  const view = await viewOf(db, run)
  const rejects = await groupRejects(db, run.id)
  return reportOf({
    view,
    rejects,
    compared: view.checks.map(({ name, compared }) => `${name}: ${compared}`),
    notCompared: notCompared(view),
    environment: {
      ...environmentOf(project),
      actor: run.actor,
      command: run.command,
      events: await eventTail(db, run.id),
      ...(run.finishedAt === undefined ? {} : { finishedAt: run.finishedAt }),
    },
    ...(sections === undefined ? {} : { sections }),
  })
}

const environmentOf = (project: Project) => ({
  version,
  runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  database: project.dialect.name,
})

function notCompared(view: RunView): readonly string[] {
  const kinds = new Set(view.checks.map(({ kind }) => kind))
  return [
    ...(kinds.has('equal') ? [] : ['source and target row by row: no `equal` check was declared']),
    ...(view.items.some(({ kind }) => kind !== 'move')
      ? ['the content of tables that a schema migration rewrites']
      : []),
    'columns that a load does not set (defaults, generated columns)',
  ]
}

/** Writes a report as JSON and HTML, beside each other. */
export async function saveReport(project: Pick<Project, 'reports'>, report: Report): Promise<RunResult['files']> {
  await mkdir(project.reports, { recursive: true, mode: 0o700 })
  const files = {
    json: join(project.reports, `${report.run.id}.json`),
    html: join(project.reports, `${report.run.id}.html`),
  }
  await writeWhole(files.json, reportJson(report))
  await writeWhole(files.html, reportHtml(report))
  return files
}

async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

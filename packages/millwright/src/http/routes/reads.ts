import { z } from '@hono/zod-openapi'
import { backupList } from '../../actions/backup.ts'
import { drawing } from '../../actions/drawing.ts'
import { history } from '../../actions/history.ts'
import { planAction } from '../../actions/plan.ts'
import type { Project } from '../../actions/project.ts'
import { rejectsList } from '../../actions/rejects.ts'
import { report } from '../../actions/report.ts'
import { reports } from '../../actions/reports.ts'
import { rowsOf, schemaOf } from '../../actions/rows.ts'
import { runPlan } from '../../actions/run-plan.ts'
import { runs } from '../../actions/runs.ts'
import { show } from '../../actions/show.ts'
import { status } from '../../actions/status.ts'
import { viewRun } from '../../actions/view-run.ts'
import { reportHtml } from '../../report/html.ts'
import { addRoute, type Area, type BoardContext, defineRoute, type Desk, environmentOf } from '../desk.ts'
import type { Environment } from '../environments.ts'
import { Refusal } from '../frame/refusal.ts'
import { safeValue } from '../safe-value.ts'
import { engineDocument, inEnvironment, text } from './in-environment.ts'

/** What the routes below read from a request, by name; each reads some of it. */
type Values = {
  readonly run: string
  readonly id: string
  readonly table: string
  readonly limit: number
  readonly rows: number
  readonly direction: 'up' | 'down'
  readonly target?: string
  readonly after?: string
  readonly column?: string
  readonly begins?: string
}

type Read = {
  readonly path: string
  readonly summary: string
  readonly params?: z.ZodRawShape
  readonly query?: z.ZodRawShape
  /** It is read from files: nobody who has the database to himself stands in the way. */
  readonly isOfFiles?: true
  readonly work: (project: Project, asked: Values, place: { desk: Desk; environment: string }) => Promise<unknown>
}

const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual)
const run = { run: text.describe('a run, or the beginning of its name') }

/** What can be read of an environment: each line is one action. */
const reads: readonly Read[] = [
  { path: 'status', summary: 'Where the database stands', work: status },
  { path: 'history', summary: 'Every migration', work: history },
  {
    path: 'migrations/{id}',
    summary: 'One migration: its file and its statements',
    params: { id: text },
    work: (project, { id }) => show(project, { word: id, sql: true }),
  },
  {
    path: 'plan',
    summary: 'What would be done, statement by statement',
    query: { direction: z.enum(['up', 'down']).default('up'), target: text.optional() },
    work: (project, flags) => planAction(project, flags),
  },
  {
    path: 'runs',
    summary: 'What was run, the newest first',
    query: { limit: limit(200, 50) },
    work: (project, { limit: most }) => runs(project, most),
  },
  {
    path: 'runs/{run}',
    summary: 'A run as it is now',
    params: run,
    isOfFiles: true, // or from what was heard; else it looks itself
    work: async (project, { run: id }, { desk, environment }) => {
      const found = environmentOf(desk, environment)
      const live = desk.hubOf(found).viewOf(id)
      if (live === undefined) await refuseInUse(desk, found)
      return live === undefined ? viewRun(project, id) : { run: id, seq: live.seq, view: live.view }
    },
  },
  {
    path: 'runs/{run}/report',
    summary: 'All that the ledger knows of a run',
    params: run,
    work: (project, { run: id }) => report(project, id),
  },
  {
    path: 'runs/{run}/rejects',
    summary: 'The records of a run that were not loaded',
    params: run,
    query: { rows: limit(500, 100) },
    work: (project, flags) => rejectsList(project, flags),
  },
  {
    path: 'runs/{run}/plan',
    summary: 'The plan that a run carried out',
    params: run,
    work: (project, { run: id }) => runPlan(project, id),
  },
  {
    path: 'reports',
    summary: 'The reports that were kept, of runs and of rehearsals, the newest first',
    query: { limit: limit(500, 200) },
    isOfFiles: true,
    work: async (project, { limit: most }) => reports(project, most),
  },
  { path: 'backups', summary: 'The backups, the newest first', isOfFiles: true, work: backupList },
  { path: 'schema', summary: 'Tables, columns and references', work: schemaOf },
  { path: 'schema/drawing', summary: 'Tables with their places in a picture', work: drawing },
  {
    path: 'rows/{table}',
    summary: 'Rows of a table in the order of its key, a page at a time',
    params: { table: text },
    query: {
      after: z.string().max(2000).optional(),
      limit: limit(200, 50),
      column: text.optional(),
      begins: z.string().max(200).optional(),
    },
    work: (project, { table, after, limit: most, column, begins }) =>
      rowsOf(project, {
        table,
        limit: most,
        ...(after === undefined ? {} : { after }),
        ...(column === undefined || begins === undefined ? {} : { filter: { column, text: begins } }),
      }),
  },
]

/** A route for each action that only reads. */
export const readRoutes: Area = (app, desk) => {
  const page = defineRoute({
    method: 'get',
    path: '/api/environments/{environment}/runs/{run}/report.html',
    permission: 'read',
    tag: 'Environment',
    summary: 'The report of a run as one page to keep',
    request: { params: inEnvironment.extend(run) },
    responses: { 200: { description: 'The page', content: { 'text/html': { schema: z.string() } } } },
  })
  app.openapi(
    page as never,
    (async (c: BoardContext) => {
      const { project } = environmentOf(desk, c.req.param('environment') ?? '')
      const found = await report(project, c.req.param('run'))
      c.header(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox",
      )
      return c.html(reportHtml(found))
    }) as never,
  )
  for (const { path, summary, params = {}, query = {}, isOfFiles = false, work } of reads)
    addRoute(
      app,
      {
        method: 'get',
        path: `/api/environments/{environment}/${path}`,
        permission: 'read',
        tag: 'Environment',
        summary,
        params: inEnvironment.extend(params),
        query: z.strictObject(query),
        answers: { 200: engineDocument },
      },
      async ({ params: asked, query: flags }) => {
        const { environment } = asked as { environment: string }
        const found = environmentOf(desk, environment)
        if (!isOfFiles) await refuseInUse(desk, found)
        const given = { ...asked, ...flags } as unknown as Values
        return { body: safeValue(await work(found.project, given, { desk, environment })) }
      },
    )
}

/** A process of ours may have a database to itself that lets no second one in; whoever asks meanwhile need not wait for that. */
async function refuseInUse({ board }: Desk, environment: Environment): Promise<void> {
  if (environment.project.dialect.can.manySessions) return
  await board.settle(environment)
  if (board.isBusy(environment)) throw inUse(environment.label)
}

const inUse = (label: string): Refusal =>
  new Refusal(`${label} is being worked on by a process that has it to itself; it is read again when that has ended`, {
    status: 503,
    code: 'database_in_use',
    headers: { 'Retry-After': '2' },
  })

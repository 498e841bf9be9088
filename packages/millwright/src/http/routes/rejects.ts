import { z } from '@hono/zod-openapi'
import { rejectsExport, rejectsList } from '../../actions/rejects.ts'
import { correctReject, type DecidedRejects, excludeRejects } from '../../actions/rejects-decide.ts'
import { viewRun } from '../../actions/view-run.ts'
import type { Project } from '../../actions/project.ts'
import { rejectsCsvHead, type RejectsForm, rejectLine } from '../../report/rejects-text.ts'
import {
  addRoute,
  type Area,
  type BoardContext,
  type Caller,
  defineRoute,
  type Desk,
  environmentOf,
  personOf,
} from '../desk.ts'
import type { Environment } from '../environments.ts'
import { Refusal } from '../frame/refusal.ts'
import { masked } from '../../report/mask.ts'
import { safeValue } from '../safe-value.ts'
import { engineDocument, inEnvironment, text } from './in-environment.ts'

const root = '/api/environments/{environment}/runs/{run}'
const inRun = inEnvironment.extend({ run: text.describe('a run, or the beginning of its name') })
const number = z
  .int()
  .min(1)
  .max(2 ** 31)

/** What people decide about rejects, and the way to take them home. */
export const rejectRoutes: Area = (app, desk) => {
  addRoute(
    app,
    {
      method: 'post',
      path: `${root}/rejects-correct`,
      permission: 'operate',
      tag: 'Actions',
      summary: 'Give an open reject another text, with which it is tried again',
      params: inRun,
      body: z.strictObject({ id: number, raw: z.string().min(1).max(500_000) }),
      answers: { 200: engineDocument },
    },
    ({ params, body, caller }) =>
      decide(desk, caller, {
        ...params,
        what: `millwright rejects correct ${body.id}`,
        work: (project) => correctReject(project, { run: params.run, ...body }),
      }),
  )
  addRoute(
    app,
    {
      method: 'post',
      path: `${root}/rejects-exclude`,
      permission: 'operate',
      tag: 'Actions',
      summary: 'Leave open rejects out for good, and say why',
      params: inRun,
      body: z.strictObject({ ids: z.array(number).min(1).max(1000), because: z.string().trim().min(1).max(500) }),
      answers: { 200: engineDocument },
    },
    ({ params, body, caller }) =>
      decide(desk, caller, {
        ...params,
        what: `millwright rejects exclude ${body.ids.slice(0, 20).join(' ')}: ${body.because}`,
        work: (project) => excludeRejects(project, { run: params.run, ...body }),
      }),
  )
  addExport(app, desk)
}

type Decision = {
  readonly environment: string
  readonly what: string
  readonly work: (project: Project) => Promise<DecidedRejects>
}

/** Done here and now, in the caller's name, while nothing else is done with the database. */
async function decide(desk: Desk, caller: Caller, { environment: id, what, work }: Decision) {
  const environment = environmentOf(desk, id)
  const { name, role } = personOf(caller)
  if (desk.board.isBusy(environment)) throw busy(environment)
  const decided = await work({ ...environment.project, actor: name })
  await desk.audit.write({ who: name, role, what, environment: id, detail: `run ${decided.run}` })
  desk.hubOf(environment).renew(await viewRun(environment.project, decided.run))
  return { body: safeValue(decided) }
}

const busy = ({ label }: Environment): Refusal =>
  new Refusal(`Something is being done with ${label}; one thing at a time`, { status: 409, code: 'environment_busy' })

const forms: Readonly<Record<RejectsForm, string>> = {
  jsonl: 'application/x-ndjson; charset=utf-8',
  raw: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

/** A file that a browser saves, written while it is read: there may be very many. */
const addExport: Area = (app, desk) => {
  const route = defineRoute({
    method: 'get',
    path: `${root}/rejects/export/{form}`,
    permission: 'read',
    tag: 'Environment',
    summary: 'All rejects of a run as JSON lines, as the raw records, or as CSV for a spreadsheet',
    request: { params: inRun.extend({ form: z.enum(['jsonl', 'raw', 'csv']) }) },
    responses: { 200: { description: 'The file', content: { 'text/plain': { schema: z.string() } } } },
  })
  app.openapi(
    route as never,
    (async (c: BoardContext) => {
      const { project } = environmentOf(desk, c.req.param('environment') ?? '')
      const { run } = await rejectsList(project, { run: c.req.param('run') ?? '', rows: 0 })
      const form = (c.req.param('form') ?? 'jsonl') as RejectsForm
      c.header('Content-Type', forms[form])
      c.header('Content-Disposition', `attachment; filename="rejects-${run}.${form}"`)
      return c.body(streamOf((take) => writeAll(project, { run, form }, take)))
    }) as never,
  )
}

type Take = (text: string) => Promise<void>

async function writeAll(
  project: Project,
  { run, form }: { readonly run: string; readonly form: RejectsForm },
  take: Take,
): Promise<void> {
  if (form === 'csv') await take(rejectsCsvHead)
  await rejectsExport(project, (reject) => take(masked(rejectLine(reject, form))), run)
}

/** Bytes as fast as they are read, and no faster. */
function streamOf(write: (take: Take) => Promise<void>): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  write((text) => writer.write(encoder.encode(text)))
    .then(
      () => writer.close(),
      (error: unknown) => writer.abort(error),
    )
    .catch(() => undefined) // the reader has gone
  return readable
}

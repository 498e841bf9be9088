import { answer, Refusal, type RouteConfig, streamOf, z } from 'millwright/http'
import { recordEvent } from '../../audit/record.ts'
import { type CsvPiece, exportCsv } from '../../csv/export.ts'
import { importRows, openCsv } from '../../csv/import.ts'
import type { CsvType } from '../../csv/layout.ts'
import type { ImportOptions } from '../../csv/shelf.ts'
import { stampOf } from '../clock.ts'
import type { Desk } from '../desk.ts'
import { type Area, defineRoute, demandPermission, type HospitalApp, type HospitalContext } from '../route.ts'
import { spool } from '../spool.ts'

const tag = 'CSV'
const mostBytes = 32 * 1024 * 1024

const exportPermission = {
  ocm: 'equipment_ocm_import_export',
  ppm: 'equipment_ppm_import_export',
  training: 'training_read',
} as const satisfies Record<CsvType, string>
const importPermission = { ...exportPermission, training: 'training_manage' } as const

const yes = z.enum(['0', '1']).default('0')

const exportQuery = z.strictObject({
  excel: yes.openapi({ description: '1: written so that a spreadsheet leaves every cell as it is' }),
})

const importQuery = z.strictObject({
  mode: z
    .enum(['skip', 'update', 'fail'])
    .default('skip')
    .openapi({ description: 'What happens to a row whose key is there already' }),
  atomic: z.enum(['true', 'false']).default('false').openapi({ description: 'All rows or none' }),
  excel: yes.openapi({ description: '1: the file was written for a spreadsheet, or by one' }),
  origin: z.enum(['entry', 'register']).default('entry').openapi({
    description:
      'register: the file is an export of a register; what an old register was allowed to keep may come back',
  }),
})

const count = z.number().int()
const detailSchema = z.object({ row: count, field: z.string(), code: z.string(), message: z.string() })
const reportSchema = z
  .object({
    total_rows: count,
    imported: count,
    updated: count,
    skipped: count,
    errors: count,
    rolled_back: count,
    details: z.array(detailSchema).readonly(),
    warnings: z.array(detailSchema).readonly(),
    details_left_out: count,
    warnings_left_out: count,
  })
  .openapi('ImportReport')
const failedSchema = reportSchema.extend({ error: z.string(), code: z.string() }).openapi('FailedImport')

export const csv: Area = (app, desk) => {
  addExport(app, desk, 'ocm')
  addExport(app, desk, 'ppm')
  addExport(app, desk, 'training')
  addImport(app, desk, { path: '/api/import/ocm', type: 'ocm' })
  addImport(app, desk, { path: '/api/import/ppm', type: 'ppm' })
  addImport(app, desk, { path: '/api/import/training', type: 'training' })
  addImport(app, desk, { path: '/api/training/import', type: 'training' })
  addImport(app, desk, { path: '/api/import/auto', type: undefined })
  app.get('/api/export/:type', unknownType)
  app.post('/api/import/:type', unknownType)
}

function unknownType(c: HospitalContext): never {
  const message = `${c.req.param('type')} is nothing that is imported or exported: use ocm, ppm or training`
  throw new Refusal(message, { status: 400, code: 'type_unknown' })
}

function addExport(app: HospitalApp, desk: Desk, type: CsvType): void {
  const route = defineRoute({
    method: 'get',
    path: `/api/export/${type}`,
    permission: exportPermission[type],
    tag,
    summary: `Everything of ${type} as CSV; statuses are those of today`,
    request: { query: exportQuery },
    responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } } },
  })
  app.openapi(route, async (c) => {
    const excel = c.req.valid('query').excel === '1'
    const { at, today } = await desk.change(c.var.caller, async (db, act) => {
      const description = `Exported ${type === 'training' ? 'the training records' : `the ${type.toUpperCase()} register`}`
      await recordEvent(db, act, { type: 'Data Export', description, details: { register: type, excel } })
      return act
    })
    const pieces = desk.db.apart((db) => exportCsv(db, type, { excel, asOf: today }))
    return c.body(streamOf(textsOf(pieces)), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${type}_export_${stampOf(at)}.csv"`,
    })
  })
}

async function* textsOf(pieces: AsyncGenerator<CsvPiece>): AsyncGenerator<string> {
  for await (const { text } of pieces) yield text
}

type ImportPlace = { readonly path: `/api/${string}`; readonly type: CsvType | undefined }

function addImport(app: HospitalApp, desk: Desk, { path, type }: ImportPlace): void {
  const route = defineRoute({
    method: 'post',
    path,
    permission: type === undefined ? 'signed-in' : importPermission[type],
    tag,
    summary: type === undefined ? 'Import a CSV file whose columns tell what it is' : `Import a CSV file into ${type}`,
    bodyLimit: mostBytes,
    request: { query: importQuery, body: { content: bodies } },
    responses: {
      200: answer(reportSchema, 'Every row is stored, or was there before'),
      207: answer(reportSchema, 'Some rows were refused; `details` says which'),
      400: answer(failedSchema, 'No row was stored'),
      415: { description: 'The body is no CSV file' },
    },
  })
  app.openapi(route, async (c) => {
    if (type === undefined) demandAny(c)
    const options = optionsOf(c.req.valid('query'))
    await using file = await spool(await bodyOf(c))
    const opened = await openCsv(file.read(), type)
    demandPermission(c, importPermission[opened.header.type])
    const report = await importRows(opened, options, (work) => desk.change(c.var.caller, work))
    if (report.errors === 0) return c.json(report, 200)
    if (report.imported + report.updated + report.skipped > 0 && !options.atomic) return c.json(report, 207)
    return c.json({ ...report, error: 'No row was stored; details says why', code: 'import_failed' }, 400)
  })
}

/** Only described: a schema would be held against a body that is not taken in yet. */
const bodies: NonNullable<NonNullable<RouteConfig['request']>['body']>['content'] = {
  'text/csv': { schema: { type: 'string' } },
  'multipart/form-data': {
    schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
  },
}

/** Before a body is taken in, whoever may import nothing at all is told so. */
function demandAny(c: HospitalContext): void {
  if (!Object.values(importPermission).some((one) => c.var.caller.permissions.has(one)))
    demandPermission(c, importPermission.ocm)
}

const optionsOf = ({ mode, atomic, excel, origin }: z.infer<typeof importQuery>): ImportOptions => ({
  mode,
  atomic: atomic === 'true',
  excel: excel === '1',
  origin,
})

/** What browsers and programs call a CSV file. */
const csvTypes: ReadonlySet<string> = new Set(['text/csv', 'application/csv', 'text/plain', 'application/vnd.ms-excel'])

async function bodyOf(c: HospitalContext): Promise<ReadableStream<Uint8Array> | null> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (csvTypes.has(type)) return c.req.raw.body
  if (type === 'multipart/form-data') return (await fileOf(c)).stream()
  throw new Refusal('Send the file as text/csv, or as the field `file` of multipart/form-data', {
    status: 415,
    code: 'media_type_unsupported',
  })
}

async function fileOf(c: HospitalContext): Promise<File> {
  const { file } = await c.req.parseBody().catch(() => ({ file: undefined }))
  if (file instanceof File) return file
  throw new Refusal('The form has no file in its field `file`', { status: 400, code: 'file_missing' })
}

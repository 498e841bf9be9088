import { type Queries, type Row, sql } from 'millwright'
import { exportCsv, type ExportOptions } from '../../src/csv/export.ts'
import { importRows, openCsv } from '../../src/csv/import.ts'
import type { CsvType } from '../../src/csv/layout.ts'
import type { ImportReport } from '../../src/csv/report.ts'
import type { ImportOptions } from '../../src/csv/shelf.ts'
import { type DeviceRow, viewOf } from '../../src/registers/device.ts'
import { insertDevice } from '../../src/registers/write.ts'
import type { Register } from '../../src/domain/fields.ts'
import { type TestHospital, testDay } from '../http/support.ts'

const usual: ImportOptions = { mode: 'skip', atomic: false, excel: false, origin: 'entry' }

export type Importing = Partial<ImportOptions> & { readonly type?: CsvType; readonly cut?: number }

/** Imports the text of a file; without a type its columns tell it. */
export async function importText(
  { desk }: TestHospital,
  text: string | Uint8Array,
  { type, cut = 65_536, ...options }: Importing = {},
): Promise<ImportReport> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const file = await openCsv(pieces(bytes, cut), type)
  return importRows(file, { ...usual, ...options }, (work) => desk.change({ actor: 'test-editor' }, work))
}

export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export async function exportText(
  { desk }: TestHospital,
  type: CsvType,
  options: Partial<ExportOptions> = {},
): Promise<string> {
  return desk.db.snapshot(async (db) => {
    let text = ''
    for await (const piece of exportCsv(db, type, { excel: false, asOf: testDay, ...options })) text += piece.text
    return text
  })
}

/** Everything of a type but ids, numbers and timestamps, in order. */
export async function contentOf({ desk }: TestHospital, type: CsvType): Promise<readonly unknown[]> {
  return desk.db.read(async (db) => {
    if (type !== 'training') {
      const rows = await db.all(sql`select * from ${sql.id(viewOf[type])} order by no`)
      return rows.map((row) => without(row, ['id', 'no', 'created_at', 'updated_at']))
    }
    const rows = await db.all(sql`select * from training_records order by id`)
    const assignments = await db.all(sql`select training_id, machine, trainer, trained_date
      from training_assignments order by training_id, id`)
    return [...rows.map((row) => without(row, ['created_at', 'updated_at'])), ...assignments]
  })
}

const without = (row: Row, columns: readonly string[]): object =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))

export const emptyRegisters = ({ desk }: TestHospital): Promise<void> =>
  desk.db.write(async (db) => {
    for (const table of ['ocm_equipment', 'ppm_equipment', 'training_records'])
      await db.run(sql`delete from ${sql.id(table)}`)
  })

/** Puts rows into an empty register as they are, whatever a new entry would have to be. */
export const fill = ({ desk }: TestHospital, rows: readonly DeviceRow[]): Promise<void> =>
  desk.db.write(async (db: Queries) => {
    for (const row of rows) await insertDevice(db, row, desk.now())
  })

export const countOf = ({ desk }: TestHospital, register: Register): Promise<number> =>
  desk.db.read(async (db) => Number((await db.get(sql`select count(*) as n from ${sql.id(viewOf[register])}`))?.['n']))

/** A good row of each register under the columns of its template. */
export const ocmHeader =
  'NO,Department,Name,Model,Serial,Manufacturer,Log_Number,Installation_Date,Warranty_End,Service_Date,Engineer'
export const ocmLine = (serial: string, changes: Readonly<Record<number, string>> = {}): string => {
  const cells = ['1', 'ER', 'PUMP', 'M-1000', serial, 'ACME', '1001', 'N/A', 'N/A', '10/01/2025', 'TECH-A']
  return cells.map((cell, at) => changes[at] ?? cell).join(',')
}
export const ppmHeader =
  'NO,Department,Name,MODEL,SERIAL,MANUFACTURER,LOG_Number,Installation_Date,Warranty_End,PPM_Q_I_date,PPM_Q_I_engineer,PPM_Q_II_engineer,PPM_Q_III_engineer,PPM_Q_IV_engineer'
export const ppmLine = (serial: string): string =>
  `1,OR,CTG MACHINE,KV 4007,${serial},AVEN ADEX,1002,,,27/03/2025,TECH-A,TECH-B,,TECH-D`

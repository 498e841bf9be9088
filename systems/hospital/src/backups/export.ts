import { type Connection, type Project, type Queries, type Row, sql, type Value } from 'millwright'
import { completionsOf } from '../domain/completions.ts'
import { exportRecord } from '../domain/export.ts'
import type { Register } from '../domain/fields.ts'
import { withoutSecrets } from './secrets.ts'

/** A JSON file for people and other programs: nothing is needed to read it, and nothing secret stands in it. */
export type Exported = { readonly path: string; readonly text: string; readonly rows: number }

/** The registers in the form of their old files, and every other table as it is. */
export async function exportTables(project: Project, db: Connection): Promise<readonly Exported[]> {
  const { tables } = await project.dialect.inspect(db)
  const others = tables.map(({ name }) => name).filter((name) => !isLeftOut(name))
  const exported: Exported[] = []
  for (const register of ['ocm', 'ppm'] as const) exported.push(await exportRegister(db, register))
  for (const table of others.toSorted()) exported.push(await exportTable(db, table))
  return exported
}

/** Who is signed in, keys, and the registers' own tables, which have files of their own. */
const leftOut: readonly string[] = [
  'sessions',
  'sign_in_failures',
  'secrets',
  'push_subscriptions',
  'ocm_equipment',
  'ppm_equipment',
  'ppm_visit',
]
const isLeftOut = (table: string): boolean => leftOut.includes(table) || /^(?:millwright|sqlite)_/.test(table)

async function exportRegister(db: Queries, register: Register): Promise<Exported> {
  const from = sql.id(register === 'ocm' ? 'ocm_equipment' : 'ppm_register')
  const rows = await db.all(sql`select * from ${from} order by no`)
  const records = rows.map((row) => ({
    ...exportRecord(register, row, { quarterStatus: 'filled' }),
    ...(register === 'ppm' ? completionsOf(row) : {}),
  }))
  return exportedAs(register, records)
}

async function exportTable(db: Queries, table: string): Promise<Exported> {
  const rows = await db.all(sql`select * from ${sql.id(table)} order by 1`)
  return exportedAs(
    table,
    rows.map(recordOf).map((row) => withoutSecrets(table, row)),
  )
}

const exportedAs = (name: string, records: readonly object[]): Exported => ({
  path: `json/${name}.json`,
  text: `${JSON.stringify(records, null, 2)}\n`,
  rows: records.length,
})

const recordOf = (row: Row): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(value)]))

/** JSON has neither bytes nor large integers. */
function plain(value: Value): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

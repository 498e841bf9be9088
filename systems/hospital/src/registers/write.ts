import { type Queries, sql, type Sql, type Value } from 'millwright'
import type { Quarter, Register } from '../domain/fields.ts'
import { type DeviceRow, isPpm, type PpmDevice, quarters, visitOf } from './device.ts'

/** The one place that writes devices: a PPM device is a row of `ppm_equipment` and always four of `ppm_visit`. */

/** The table that holds one row for each device. */
export const tableOf = { ocm: 'ocm_equipment', ppm: 'ppm_equipment' } as const satisfies Record<Register, string>

/**
 * The number of the next device. SQLite remembers the highest id that a table ever had, and a device's id is its
 * number, so a number is not used again even when the last device was deleted.
 */
export async function nextNo(db: Queries, register: Register): Promise<number> {
  const name = tableOf[register]
  const row = await db.get(sql`select max(
    coalesce((select max(no) from ${sql.id(name)}), 0),
    coalesce((select seq from sqlite_sequence where name = ${name}), 0)) + 1 as no`)
  return Number(row?.['no'])
}

/** Stores a new device; its statuses are those of its row. @param at the moment, as it is stored */
export async function insertDevice(db: Queries, row: DeviceRow, at: string): Promise<void> {
  const head = { id: row.no, ...headOf(row), created_at: at, updated_at: at }
  if (!isPpm(row)) return insertRow(db, tableOf.ocm, head)
  await insertRow(db, tableOf.ppm, head)
  await insertVisits(db, row)
}

/** Stores many new devices of one register at once; none of them, or all. */
export async function insertDevices(db: Queries, rows: readonly DeviceRow[], at: string): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const heads = rows.map((row) => ({ id: row.no, ...headOf(row), created_at: at, updated_at: at }))
  await insertAll(db, { table: isPpm(first) ? tableOf.ppm : tableOf.ocm, key: ['serial'] }, heads)
  const visits = rows.filter(isPpm).flatMap((row) => quarters.map((quarter) => visitRow(row, quarter)))
  await insertAll(db, { table: 'ppm_visit', key: ['equipment_id', 'quarter'] }, visits)
}

type Place = { readonly table: string; readonly key: readonly string[] }

async function insertAll(db: Queries, place: Place, rows: readonly Readonly<Record<string, Value>>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const exceptions = await db.insert(
    { ...place, columns },
    rows.map((row) => Object.values(row)),
  )
  const [first] = exceptions
  if (first !== undefined) throw new TypeError(`row ${first.at} of ${place.table} was not stored: ${first.kind}`)
}

const visitRow = (row: PpmDevice, quarter: Quarter): Readonly<Record<string, Value>> => ({
  equipment_id: row.no,
  quarter,
  ...visitOf(row, quarter),
})

async function insertRow(db: Queries, table: string, row: Readonly<Record<string, Value>>): Promise<void> {
  await db.run(
    sql`insert into ${sql.id(table)} (${sql.ids(Object.keys(row))}) values (${sql.join(Object.values(row))})`,
  )
}

async function insertVisits(db: Queries, row: PpmDevice): Promise<void> {
  const visits = quarters.map((quarter) => {
    const { due_date, engineer, status, completed_on } = visitOf(row, quarter)
    return sql`(${sql.join([row.no, quarter, due_date, engineer, status, completed_on])})`
  })
  await db.run(
    sql`insert into ppm_visit (equipment_id, quarter, due_date, engineer, status, completed_on) values ${sql.join(visits)}`,
  )
}

/** Stores what became of a device. Its number, and with it its id and its place, stay. */
export async function updateDevice(
  db: Queries,
  id: number,
  { row, at }: { row: DeviceRow; at: string },
): Promise<void> {
  const { no: _, ...head } = headOf(row)
  const table = sql.id(isPpm(row) ? tableOf.ppm : tableOf.ocm)
  await db.run(sql`update ${table} set ${assignments({ ...head, updated_at: at })} where id = ${id}`)
  if (!isPpm(row)) return
  for (const quarter of quarters)
    await db.run(sql`update ppm_visit set ${assignments(visitOf(row, quarter))}
      where equipment_id = ${id} and quarter = ${quarter}`)
}

const assignments = (columns: Readonly<Record<string, Value>>): Sql =>
  sql.join(Object.entries(columns).map(([name, value]) => sql`${sql.id(name)} = ${value}`))

/** Takes a device away; its visits go with it. */
export async function deleteDevice(db: Queries, register: Register, id: number): Promise<void> {
  await db.run(sql`delete from ${sql.id(tableOf[register])} where id = ${id}`)
}

const shared = [
  'no',
  'department',
  'name',
  'model',
  'serial',
  'manufacturer',
  'log_number',
  'installation_date',
  'warranty_end',
  'status',
] as const
const ocmOnly = ['service_date', 'engineer', 'next_maintenance'] as const

/** The columns of the device's own table. */
function headOf(row: DeviceRow): Readonly<Record<string, Value>> {
  const columns = Object.fromEntries(shared.map((name) => [name, row[name]]))
  return isPpm(row) ? columns : { ...columns, ...Object.fromEntries(ocmOnly.map((name) => [name, row[name]])) }
}

import { type Queries, type Row, sql, type Sql, type Value } from 'millwright'
import { isRecord } from '../domain/aliases.ts'
import { exportRecord } from '../domain/export.ts'
import type { Register } from '../domain/fields.ts'
import { readOcm } from '../domain/ocm.ts'
import { readPpm } from '../domain/ppm.ts'
import type { Rules } from '../domain/read.ts'
import { tableOfRegister } from '../loads/registers.ts'
import { type DeviceRow, invalid, notFound, taken } from './problems.ts'

/** A register over its table: what the HTTP API answers with, and what the move tests on its copy. */
export type Store = {
  readonly list: (filter?: Filter) => Promise<readonly Device[]>
  readonly find: (serial: string) => Promise<Device>
  readonly add: (record: unknown) => Promise<Device>
  readonly update: (serial: string, record: unknown) => Promise<Device>
  readonly remove: (serial: string) => Promise<void>
}

/** A device in the shape of the JSON era. */
export type Device = Readonly<Record<string, unknown>>

/** Words that all must occur somewhere, and a status. */
export type Filter = { readonly search?: string; readonly status?: string }

type Desk = {
  readonly db: Queries
  readonly register: Register
  readonly table: Sql
  readonly rules: Rules
  readonly now: () => string
}

/** @param now the moment of a change, as the text that is stored */
export function storeOf(db: Queries, register: Register, { rules, now }: Pick<Desk, 'rules' | 'now'>): Store {
  const desk: Desk = { db, register, table: sql.id(tableOfRegister[register]), rules, now }
  return {
    list: (filter = {}) => list(desk, filter),
    find: async (serial) => deviceOf(desk, await rowOf(desk, serial)),
    add: (record) => add(desk, record),
    update: (serial, record) => update(desk, serial, record),
    remove: (serial) => remove(desk, serial),
  }
}

const deviceOf = ({ register }: Desk, row: Row): Device => exportRecord(register, row, { quarterStatus: 'filled' })

async function list(desk: Desk, filter: Filter): Promise<readonly Device[]> {
  const rows = await desk.db.all(sql`select * from ${desk.table} where ${conditionOf(filter)} order by no`)
  return rows.map((row) => deviceOf(desk, row))
}

const searched = ['name', 'model', 'serial', 'department', 'manufacturer', 'log_number']

function conditionOf({ search = '', status }: Filter): Sql {
  const words = search
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
  const found = words.map(
    (word) =>
      sql`(${sql.join(
        searched.map((column) => sql`${sql.id(column)} like ${`%${literal(word)}%`} escape '\\'`),
        ' or ',
      )})`,
  )
  return sql.join([sql`1 = 1`, ...found, ...(status === undefined ? [] : [sql`status = ${status}`])], ' and ')
}

/** `%` and `_` are ordinary characters of a search. */
const literal = (word: string): string => word.replace(/[\\%_]/g, '\\$&')

async function rowOf({ db, table }: Desk, serial: string): Promise<Row> {
  const row = await db.get(sql`select * from ${table} where serial = ${serial}`)
  if (row === undefined) throw notFound(serial)
  return row
}

async function add(desk: Desk, record: unknown): Promise<Device> {
  const { db, table, now } = desk
  const no = Number((await db.get(sql`select coalesce(max(no), 0) + 1 as no from ${table}`))?.['no'])
  const row = read(desk, { ...asRecord(record), NO: no })
  await refuseTaken(desk, row.serial)
  await db.run(insertion(table, { ...row, created_at: now(), updated_at: now() }))
  return deviceOf(desk, await rowOf(desk, row.serial))
}

const asRecord = (record: unknown): Readonly<Record<string, unknown>> => (isRecord(record) ? record : {})

/** The one reader of the register: what it refuses is never stored. */
function read({ register, rules }: Desk, record: Readonly<Record<string, unknown>>): DeviceRow {
  const result = register === 'ocm' ? readOcm(record, rules) : readPpm(record, rules)
  if (!result.ok) throw invalid(result.issues)
  return result.row
}

async function refuseTaken({ db, table }: Desk, serial: string): Promise<void> {
  if ((await db.get(sql`select no from ${table} where serial = ${serial}`)) !== undefined) throw taken(serial)
}

const insertion = (table: Sql, row: Readonly<Record<string, Value>>): Sql =>
  sql`insert into ${table} (${sql.ids(Object.keys(row))}) values (${sql.join(Object.values(row))})`

async function update(desk: Desk, serial: string, record: unknown): Promise<Device> {
  const before = await rowOf(desk, serial)
  const old = exportRecord(desk.register, before)
  const row = read(desk, { ...old, ...asRecord(record), NO: old['NO'] })
  if (row.serial !== serial) await refuseTaken(desk, row.serial)
  const sets = Object.entries({ ...row, updated_at: desk.now() }).map(
    ([name, value]) => sql`${sql.id(name)} = ${value}`,
  )
  await desk.db.run(sql`update ${desk.table} set ${sql.join(sets)} where serial = ${serial}`)
  return deviceOf(desk, await rowOf(desk, row.serial))
}

async function remove(desk: Desk, serial: string): Promise<void> {
  await rowOf(desk, serial)
  await desk.db.run(sql`delete from ${desk.table} where serial = ${serial}`)
}

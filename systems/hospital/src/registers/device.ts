import { createHash } from 'node:crypto'
import { type Queries, type Row, sql } from 'millwright'
import { exportRecord } from '../domain/export.ts'
import type { Quarter, Register } from '../domain/fields.ts'
import type { OcmRow } from '../domain/ocm.ts'
import type { PpmRow } from '../domain/ppm.ts'
import { ocmStatus, ppmStatus, type Status, type Visit, visitStatus } from '../domain/status.ts'
import { notFound } from './problems.ts'

/** The day on which each quarter's work was done. */
export type Completions = { readonly [Q in Quarter as `ppm_q${Q}_completed_on`]: string | null }

export type PpmDevice = PpmRow & Completions
/** One device as one wide row: a row of `ocm_equipment`, or of the view `ppm_register`. */
export type DeviceRow = OcmRow | PpmDevice

type Stamps = { readonly id: number; readonly created_at: string; readonly updated_at: string }
export type Stored = DeviceRow & Stamps

/** A device in the shape of the JSON era. */
export type Device = Readonly<Record<string, unknown>>

/** How dates are written in a body. */
export type DateStyle = 'DD/MM/YYYY' | 'iso'

/** Where a register's wide rows are read. */
export const viewOf: Readonly<Record<Register, 'ocm_equipment' | 'ppm_register'>> = {
  ocm: 'ocm_equipment',
  ppm: 'ppm_register',
}

export const quarters: readonly Quarter[] = [1, 2, 3, 4]

/** @throws Refusal `not_found` */
export async function findDevice(db: Queries, register: Register, serial: string): Promise<Stored> {
  const found = await lookFor(db, register, serial)
  if (found === undefined) throw notFound(serial)
  return found
}

export async function lookFor(db: Queries, register: Register, serial: string): Promise<Stored | undefined> {
  const row = await db.get(sql`select * from ${sql.id(viewOf[register])} where serial = ${serial}`)
  return row === undefined ? undefined : storedOf(row)
}

/** What the database gives as integers are counts of devices: plain numbers hold them. */
export const storedOf = (row: Row): Stored => ({ ...row, id: Number(row['id']), no: Number(row['no']) }) as Stored

export const isPpm = (row: DeviceRow): row is PpmDevice => 'ppm_q1_date' in row

/** The row with the statuses that hold on the day `asOf`; what is stored may be of yesterday. */
export const current = <T extends DeviceRow>(row: T, asOf: string): T => ({ ...row, ...statusesOf(row, asOf) })

function statusesOf(row: DeviceRow, asOf: string): Partial<PpmDevice> {
  if (!isPpm(row)) return { status: ocmStatus(row.service_date, row.next_maintenance, asOf) }
  const states = quarters.map((quarter) => visitStatus(visitOf(row, quarter), asOf))
  const [ppm_q1_status = null, ppm_q2_status = null, ppm_q3_status = null, ppm_q4_status = null] = states
  return { ppm_q1_status, ppm_q2_status, ppm_q3_status, ppm_q4_status, status: ppmStatus(states) }
}

export type StoredVisit = Visit & { readonly status: Status | null }

/** One quarter of a device, in the columns of `ppm_visit`. */
export const visitOf = (row: PpmDevice, quarter: Quarter): StoredVisit => ({
  due_date: row[`ppm_q${quarter}_date`],
  engineer: row[`ppm_q${quarter}_engineer`],
  status: row[`ppm_q${quarter}_status`],
  completed_on: row[`ppm_q${quarter}_completed_on`],
})

/** How a device is shown. */
export type Showing = { readonly asOf: string; readonly dates?: DateStyle | undefined }

export const deviceOf = (register: Register, row: DeviceRow, { asOf, dates = 'DD/MM/YYYY' }: Showing): Device =>
  exportRecord(register, current(row, asOf), { quarterStatus: 'filled', dates })

/** The version of a device as an entity tag: another one after every change that somebody made. Statuses only follow the day. */
export function versionOf(row: Stored): string {
  const facts = Object.entries(row).filter(([column]) => !column.endsWith('status'))
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64url')
  return `"${digest.slice(0, 27)}"`
}

import { type RawBuilder, type SqlBool, sql as raw } from 'kysely'
import type { Queries, Row } from 'millwright'
import { asSql } from 'millwright/kysely'
import { build } from '../database/build.ts'
import { addDays, daysBetween } from '../domain/dates.ts'
import { quarterFields, type Register } from '../domain/fields.ts'
import { hasStatus, visitHasStatus } from './status-sql.ts'

/** Work that has to be done on a day: an OCM device's next maintenance, or a quarter of a PPM device. */
export type Due = {
  readonly type: 'OCM' | 'PPM'
  readonly department: string
  readonly name: string | null
  readonly serial: string
  /** `Next Maintenance`, or `Quarter I` to `Quarter IV`. */
  readonly description: string
  /** ISO. */
  readonly due_date: string
  /** Days from the day of the question; 0 is due on that day. */
  readonly days: number
  readonly engineer: string | null
}

/** Work that is due on the day `asOf` or within so many days of it, the soonest first. What was done is not due. */
export type Window = { readonly asOf: string; readonly days: number }

export async function dueWithin(db: Queries, register: Register, window: Window): Promise<readonly Due[]> {
  const rows = await db.all(asSql((register === 'ocm' ? ocmDue(window) : ppmDue(window)).compile()))
  return rows.map((row) => dueOf(row, register, window.asOf))
}

/** A row with the columns of work as it is shown. */
export const dueOf = (row: Row, register: Register, asOf: string): Due => ({
  type: register === 'ocm' ? 'OCM' : 'PPM',
  department: String(row['department']),
  name: row['name'] as string | null,
  serial: String(row['serial']),
  description: descriptionOf(row),
  due_date: String(row['due_date']),
  days: daysBetween(asOf, String(row['due_date'])),
  engineer: row['engineer'] as string | null,
})

function descriptionOf({ quarter }: Row): string {
  const fields = quarterFields.find((one) => one.quarter === Number(quarter))
  return fields === undefined ? 'Next Maintenance' : `Quarter ${fields.key.slice('PPM_Q_'.length)}`
}

const ocmDue = (window: Window) =>
  build
    .selectFrom('ocm_equipment as d')
    .select(['d.department', 'd.name', 'd.serial', 'd.engineer', 'd.next_maintenance as due_date'])
    .where(within('d.next_maintenance', window))
    .where(hasStatus('ocm', 'Upcoming', { of: 'd', asOf: window.asOf }))
    .orderBy('d.next_maintenance')
    .orderBy('d.no')

const ppmDue = (window: Window) =>
  build
    .selectFrom('ppm_visit as v')
    .innerJoin('ppm_equipment as d', 'd.id', 'v.equipment_id')
    .select(['d.department', 'd.name', 'd.serial', 'v.engineer', 'v.due_date', 'v.quarter'])
    .where(within('v.due_date', window))
    .where(visitHasStatus('Upcoming', { of: 'v', asOf: window.asOf }))
    .orderBy('v.due_date')
    .orderBy('d.no')
    .orderBy('v.quarter')

/** Whether a column's day lies in the window. */
export const within = (column: string, { asOf, days }: Window): RawBuilder<SqlBool> =>
  raw`${raw.ref(column)} between ${asOf} and ${addDays(asOf, days)}`

/** How much work is due within each number of days; both ends count. */
export async function countDue(
  db: Queries,
  register: Register,
  { asOf, windows }: { readonly asOf: string; readonly windows: readonly number[] },
): Promise<Readonly<Record<string, number>>> {
  const row = await db.get(asSql(dueCounts(register, { asOf, windows })))
  return Object.fromEntries(windows.map((days) => [String(days), Number(row?.[`within_${days}`])]))
}

function dueCounts(register: Register, { asOf, windows }: { asOf: string; windows: readonly number[] }) {
  const longest = { asOf, days: Math.max(...windows) }
  const [table, column] = register === 'ocm' ? ['ocm_equipment', 't.next_maintenance'] : ['ppm_visit', 't.due_date']
  const about = { of: 't', asOf }
  return build
    .selectFrom(`${table as 'ppm_visit'} as t`)
    .select(
      windows.map((days) =>
        raw<number>`count(*) filter (where ${raw.ref(column ?? '')} <= ${addDays(asOf, days)})`.as(`within_${days}`),
      ),
    )
    .where(within(column ?? '', longest))
    .where(register === 'ocm' ? hasStatus('ocm', 'Upcoming', about) : visitHasStatus('Upcoming', about))
    .compile()
}

import { type RawBuilder, type SelectQueryBuilder, sql as raw, type SqlBool } from 'kysely'
import type { Queries, Row } from 'millwright'
import { asSql } from 'millwright/kysely'
import { build, type Tables } from '../database/build.ts'
import type { Register } from '../domain/fields.ts'
import type { Status } from '../domain/status.ts'
import { type Due, dueOf } from './due.ts'
import { type Page, pageOf } from './list.ts'
import type { PageRequest } from './list-request.ts'
import { ocmStatusSql, visitStatusSql } from './status-sql.ts'

/** Work of one day of the calendar: what has to be done, what should have been, and what was. */
type DayCounts = {
  readonly day: string
  readonly upcoming: number
  readonly overdue: number
  readonly maintained: number
}

/** Work with the state that it has on the day of the question. */
export type Work = Due & { readonly status: Status }

/** The days that are asked for, both ends among them; the state of work is that of `asOf`. */
type Span = { readonly asOf: string; readonly from: string; readonly to: string }

/** How much work stands on each day that has any. */
export async function countsByDay(db: Queries, register: Register, span: Span): Promise<readonly DayCounts[]> {
  const { due, status } = columnsOf(register, span)
  const has = (one: Status): RawBuilder<number> => raw<number>`count(*) filter (where ${status} = ${one})`
  const query = sourceOf(register, span)
    .select([due.as('day'), has('Upcoming').as('upcoming'), has('Overdue').as('overdue')])
    .select(has('Maintained').as('maintained'))
    .groupBy(due)
    .orderBy(due)
  const rows = await db.all(asSql(query.compile()))
  return rows.map((row) => ({
    day: String(row['day']),
    upcoming: Number(row['upcoming']),
    overdue: Number(row['overdue']),
    maintained: Number(row['maintained']),
  }))
}

/** The work itself, by day and then by the number of the device. Give it queries that see one state. */
export async function workWithin(
  db: Queries,
  register: Register,
  { page, ...span }: Span & { readonly page: PageRequest },
): Promise<Page<Work>> {
  const { due, status, engineer, quarter } = columnsOf(register, span)
  const counted = sourceOf(register, span).select(({ fn }) => fn.countAll().as('total'))
  const total = Number((await db.get(asSql(counted.compile())))?.['total'])
  const query = sourceOf(register, span)
    .select(['d.department', 'd.name', 'd.serial', engineer.as('engineer'), quarter.as('quarter')])
    .select([due.as('due_date'), status.as('status')])
    .orderBy(due)
    .orderBy('d.no')
    .orderBy(quarter)
    .limit(page.size)
    .offset((page.number - 1) * page.size)
  const rows = await db.all(asSql(query.compile()))
  return pageOf(
    rows.map((row) => workOf(row, register, span.asOf)),
    total,
    page,
  )
}

const workOf = (row: Row, register: Register, asOf: string): Work => ({
  ...dueOf(row, register, asOf),
  status: row['status'] as Status,
})

type Columns = {
  readonly due: RawBuilder<string>
  readonly status: RawBuilder<Status | null>
  readonly engineer: RawBuilder<string | null>
  readonly quarter: RawBuilder<number | null>
}

const columnsOf = (register: Register, { asOf }: Span): Columns =>
  register === 'ocm'
    ? {
        due: raw.ref('d.next_maintenance'),
        status: ocmStatusSql({ of: 'd', asOf }),
        engineer: raw.ref('d.engineer'),
        quarter: raw<null>`null`,
      }
    : {
        due: raw.ref('v.due_date'),
        status: visitStatusSql({ of: 'v', asOf }),
        engineer: raw.ref('v.engineer'),
        quarter: raw.ref('v.quarter'),
      }

/** What the columns of both registers' work are taken from. */
type Source = SelectQueryBuilder<{ d: Tables['ppm_equipment'] }, 'd', object>

/** An OCM device has one piece of work, a PPM device four. */
function sourceOf(register: Register, { from, to }: Span): Source {
  const within = (column: string): RawBuilder<SqlBool> => raw`${raw.ref(column)} between ${from} and ${to}`
  const found =
    register === 'ocm'
      ? build.selectFrom('ocm_equipment as d').where(within('d.next_maintenance'))
      : build
          .selectFrom('ppm_visit as v')
          .innerJoin('ppm_equipment as d', 'd.id', 'v.equipment_id')
          .where(within('v.due_date'))
  return found as unknown as Source
}

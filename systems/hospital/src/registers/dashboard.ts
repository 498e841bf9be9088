import type { Queries } from 'millwright'
import { asSql } from 'millwright/kysely'
import { build } from '../database/build.ts'
import type { Register } from '../domain/fields.ts'
import { statuses } from '../domain/status.ts'
import { countDue } from './due.ts'
import { statusSql } from './status-sql.ts'
import { tableOf } from './write.ts'

/** The days within which the dashboard counts what is due. */
export const dashboardWindows = [7, 14, 21, 30, 60, 90] as const

/** Counts over all devices. What is due is counted in pieces of work: a PPM device has up to four. */
export type Counts = {
  readonly total: number
  readonly status: { readonly upcoming: number; readonly overdue: number; readonly maintained: number }
  readonly due_within: Readonly<Record<string, number>>
}

export type Dashboard = Counts & { readonly as_of: string; readonly registers: Readonly<Record<Register, Counts>> }

/** Give it queries that see one state, so that the sums are those of their parts. */
export async function dashboardOf(db: Queries, asOf: string): Promise<Dashboard> {
  const registers = { ocm: await countsOf(db, 'ocm', asOf), ppm: await countsOf(db, 'ppm', asOf) }
  return { as_of: asOf, ...sumOf(registers.ocm, registers.ppm), registers }
}

async function countsOf(db: Queries, register: Register, asOf: string): Promise<Counts> {
  const rows = await db.all(asSql(statusCounts(register, asOf)))
  const counts = new Map(rows.map(({ status, count }) => [String(status), Number(count)]))
  const [upcoming = 0, overdue = 0, maintained = 0] = statuses.map((status) => counts.get(status) ?? 0)
  return {
    total: upcoming + overdue + maintained,
    status: { upcoming, overdue, maintained },
    due_within: await countDue(db, register, { asOf, windows: dashboardWindows }),
  }
}

const statusCounts = (register: Register, asOf: string) =>
  build
    .selectFrom((from) =>
      from
        .selectFrom(`${tableOf[register] as 'ppm_equipment'} as d`)
        .select(statusSql(register, { of: 'd', asOf }).as('status'))
        .as('states'),
    )
    .select('states.status')
    .select((of) => of.fn.countAll().as('count'))
    .groupBy('states.status')
    .compile()

const sumOf = (a: Counts, b: Counts): Counts => ({
  total: a.total + b.total,
  status: {
    upcoming: a.status.upcoming + b.status.upcoming,
    overdue: a.status.overdue + b.status.overdue,
    maintained: a.status.maintained + b.status.maintained,
  },
  due_within: Object.fromEntries(
    Object.entries(a.due_within).map(([days, count]) => [days, count + (b.due_within[days] ?? 0)]),
  ),
})

import { type RawBuilder, sql as raw } from 'kysely'
import { type Queries, type Row } from 'millwright'
import { asSql } from 'millwright/kysely'
import { type Act, recordEvent } from '../audit/record.ts'
import { build } from '../database/build.ts'
import { ocmStatusSql, ppmStatusSql, visitStatusSql } from './status-sql.ts'

/** How many rows went from one status to another, as `Upcoming → Overdue`. */
export type Transitions = { readonly [change: string]: number }

/** What a refresh changed: the statuses of devices, and of the quarters of PPM devices. */
export type Refreshed = {
  readonly as_of: string
  readonly ocm: Transitions
  readonly ppm: Transitions
  readonly ppm_visits: Transitions
}

/**
 * Brings every stored status to the day of the act, and tells of it once. Call it in one write transaction. When a
 * device was changed stays as it was: nobody changed it.
 */
export async function refreshStatuses(db: Queries, act: Act): Promise<Refreshed> {
  const about = { of: 't', asOf: act.today }
  const refreshed: Refreshed = {
    as_of: act.today,
    ocm: await refreshTable(db, 'ocm_equipment', ocmStatusSql(about)),
    ppm: await refreshTable(db, 'ppm_equipment', ppmStatusSql(about)),
    ppm_visits: await refreshTable(db, 'ppm_visit', visitStatusSql(about)),
  }
  const count = sum(refreshed.ocm) + sum(refreshed.ppm) + sum(refreshed.ppm_visits)
  await recordEvent(db, act, {
    type: 'Equipment Updated',
    description: `Statuses were brought to ${act.today}: ${count} changed`,
    details: refreshed,
  })
  return refreshed
}

const sum = (transitions: Transitions): number => Object.values(transitions).reduce((total, count) => total + count, 0)

type Table = 'ocm_equipment' | 'ppm_equipment' | 'ppm_visit'

async function refreshTable(db: Queries, table: Table, status: RawBuilder<string | null>): Promise<Transitions> {
  const rows = await db.all(asSql(changesQuery(table, status)))
  if (rows.length === 0) return {}
  await db.run(asSql(updateQuery(table, status)))
  return Object.fromEntries(rows.map(transition))
}

const transition = ({ before, after, count }: Row): [string, number] => [
  `${String(before ?? 'none')} → ${String(after ?? 'none')}`,
  Number(count),
]

const changesQuery = (table: Table, status: RawBuilder<string | null>) =>
  build
    .selectFrom(`${table as 'ppm_visit'} as t`)
    .select(['t.status as before', status.as('after')])
    .select((of) => of.fn.countAll().as('count'))
    .where('t.status', 'is not', status)
    .groupBy([raw.ref('before'), raw.ref('after')])
    .compile()

const updateQuery = (table: Table, status: RawBuilder<string | null>) =>
  build
    .updateTable(`${table as 'ppm_visit'} as t`)
    .set({ status })
    .where('t.status', 'is not', status)
    .compile()

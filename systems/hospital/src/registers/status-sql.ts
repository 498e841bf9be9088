import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Register } from '../domain/fields.ts'
import type { Status } from '../domain/status.ts'

/**
 * The rules of `domain/status.ts` as SQL, so that a database can filter and count by them. A property test holds both
 * equal for any row and any day.
 */
type About = { readonly of: string; readonly asOf: string }

/** The status of an OCM device. @param of the alias of its row */
export const ocmStatusSql = ({ of, asOf }: About): RawBuilder<Status> => sql<Status>`case
  when ${column(of, 'next_maintenance')} is null then 'Upcoming'
  when ${column(of, 'service_date')} >= ${column(of, 'next_maintenance')} then 'Maintained'
  when ${column(of, 'next_maintenance')} < ${asOf} then 'Overdue'
  else 'Upcoming' end`

/** The status of one quarter, or NULL. @param of the alias of a row of `ppm_visit` */
export const visitStatusSql = ({ of, asOf }: About): RawBuilder<Status | null> => sql<Status | null>`case
  when ${column(of, 'completed_on')} <= ${asOf} then 'Maintained'
  when ${column(of, 'due_date')} >= ${asOf} then 'Upcoming'
  when ${column(of, 'due_date')} is null then null
  when ${column(of, 'engineer')} is null then 'Overdue'
  else 'Maintained' end`

/** The status of a PPM device from its visits. @param of the alias of its row */
export const ppmStatusSql = ({ of, asOf }: About): RawBuilder<Status> => sql<Status>`case
  (select max(case ${visitStatusSql({ of: 'v', asOf })} when 'Overdue' then 3 when 'Upcoming' then 2 when 'Maintained' then 1 end)
    from ppm_visit as v where v.equipment_id = ${column(of, 'id')})
  when 3 then 'Overdue' when 1 then 'Maintained' else 'Upcoming' end`

/** The status of a device of either register. */
export const statusSql = (register: Register, about: About): RawBuilder<Status> =>
  register === 'ocm' ? ocmStatusSql(about) : ppmStatusSql(about)

/** Whether a device has the status, written so that an index on the dates can answer where one can. */
export const hasStatus = (register: Register, status: Status, about: About): RawBuilder<SqlBool> =>
  register === 'ocm' ? ocmConditions[status](about) : ppmConditions[status](about)

type Conditions = Readonly<Record<Status, (about: About) => RawBuilder<SqlBool>>>

const ocmConditions: Conditions = {
  Overdue: ({ of, asOf }) => sql`${column(of, 'next_maintenance')} < ${asOf} and ${notServiced(of)}`,
  Upcoming: ({ of, asOf }) =>
    sql`(${column(of, 'next_maintenance')} is null or (${column(of, 'next_maintenance')} >= ${asOf} and ${notServiced(of)}))`,
  Maintained: ({ of }) => sql`${column(of, 'service_date')} >= ${column(of, 'next_maintenance')}`,
}

const notServiced = (of: string): RawBuilder<SqlBool> =>
  sql`(${column(of, 'service_date')} is null or ${column(of, 'service_date')} < ${column(of, 'next_maintenance')})`

const ppmConditions: Conditions = {
  Overdue: (about) => isAmong(about, 'Overdue'),
  Upcoming: (about) =>
    sql`not ${isAmong(about, 'Overdue')} and (${isAmong(about, 'Upcoming')} or not ${isAmong(about, 'Maintained')})`,
  Maintained: (about) =>
    sql`not ${isAmong(about, 'Overdue')} and not ${isAmong(about, 'Upcoming')} and ${isAmong(about, 'Maintained')}`,
}

/** Whether one of a device's quarters has the status. */
const isAmong = ({ of, asOf }: About, status: Status): RawBuilder<SqlBool> =>
  sql`(${column(of, 'id')} in (select v.equipment_id from ppm_visit as v where ${visitHasStatus(status, { of: 'v', asOf })}))`

/** Whether a quarter has the status. @param of the alias of a row of `ppm_visit` */
export const visitHasStatus = (status: Status, about: About): RawBuilder<SqlBool> => visitConditions[status](about)

const visitConditions: Conditions = {
  Overdue: ({ of, asOf }) =>
    sql`${column(of, 'due_date')} < ${asOf} and ${column(of, 'engineer')} is null and ${notDone({ of, asOf })}`,
  Upcoming: ({ of, asOf }) => sql`${column(of, 'due_date')} >= ${asOf} and ${notDone({ of, asOf })}`,
  Maintained: ({ of, asOf }) =>
    sql`(${column(of, 'completed_on')} <= ${asOf} or (${column(of, 'due_date')} < ${asOf} and ${column(of, 'engineer')} is not null))`,
}

const notDone = ({ of, asOf }: About): RawBuilder<SqlBool> =>
  sql`(${column(of, 'completed_on')} is null or ${column(of, 'completed_on')} > ${asOf})`

const column = (of: string, name: string): RawBuilder<unknown> => sql.ref(`${of}.${name}`)

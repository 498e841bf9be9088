import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Register } from '../domain/fields.ts'
import type { Column } from './columns.ts'
import type { ColumnFilter, Test } from './filters.ts'
import type { ListRequest } from './list-request.ts'
import { within } from './due.ts'
import { contains, hasWord } from './search.ts'
import { hasStatus, statusSql, visitHasStatus, visitStatusSql } from './status-sql.ts'

/** Whose rows are meant: the alias of a device's row, and the day for which statuses hold. */
export type Of = { readonly register: Register; readonly of: string; readonly asOf: string }

/** Everything that a list's request demands of a device; an index answers where one can. */
export const conditionsOf = (
  { words, status, due, filters }: ListRequest,
  about: Of,
): readonly RawBuilder<SqlBool>[] => [
  ...filters.map((filter) => filtered(filter, about)),
  ...(status === undefined ? [] : [hasStatus(about.register, status, about)]),
  ...(due === undefined ? [] : [hasDue(about, due)]),
  ...words.map((word) => hasWord(about.of, word)),
]

/** Whether a device has work that is still to be done within so many days. */
function hasDue({ register, of, asOf }: Of, days: number): RawBuilder<SqlBool> {
  const window = { asOf, days }
  if (register === 'ocm')
    return sql`${within(`${of}.next_maintenance`, window)} and ${hasStatus('ocm', 'Upcoming', { of, asOf })}`
  return sql`${sql.ref(`${of}.id`)} in (select v.equipment_id from ppm_visit as v
    where ${within('v.due_date', window)} and ${visitHasStatus('Upcoming', { of: 'v', asOf })})`
}

function filtered({ column, test }: ColumnFilter, about: Of): RawBuilder<SqlBool> {
  const { name, visit } = column
  if (visit === undefined)
    return tested(sql.ref(`${about.of}.${name}`), test, (status) => hasStatus(about.register, status, about))
  const of = { of: 'v', asOf: about.asOf }
  const value = visit.column === 'status' ? visitStatusSql(of) : sql.ref(`v.${visit.column}`)
  return sql`${sql.ref(`${about.of}.id`)} in (select v.equipment_id from ppm_visit as v
    where v.quarter = ${visit.quarter} and ${tested(value, test, (status) => visitHasStatus(status, of))})`
}

type HasStatus = (status: (Test & { readonly kind: 'status' })['status']) => RawBuilder<SqlBool>

function tested(value: RawBuilder<unknown>, test: Test, has: HasStatus): RawBuilder<SqlBool> {
  switch (test.kind) {
    case 'none':
      return sql`${value} is null`
    case 'equal':
      return sql`${value} = ${test.value}`
    case 'contains':
      return sql`(${sql.join(
        test.spellings.map((part) => contains(value, part)),
        sql` or `,
      )})`
    case 'within':
      return sql`(${sql.join(ends(value, test), sql` and `)})`
    case 'status':
      return has(test.status)
  }
}

const ends = (value: RawBuilder<unknown>, { from, to }: Test & { readonly kind: 'within' }): RawBuilder<SqlBool>[] => [
  ...(from === undefined ? [] : [sql<SqlBool>`${value} >= ${from}`]),
  ...(to === undefined ? [] : [sql<SqlBool>`${value} <= ${to}`]),
]

/** What a list is sorted by. */
export function sortKey({ name, visit }: Column, about: Of): RawBuilder<unknown> {
  if (visit !== undefined) {
    const value =
      visit.column === 'status' ? visitStatusSql({ of: 'v', asOf: about.asOf }) : sql.ref(`v.${visit.column}`)
    return sql`(select ${value} from ppm_visit as v
      where v.equipment_id = ${sql.ref(`${about.of}.id`)} and v.quarter = ${visit.quarter})`
  }
  return name === 'status' ? statusSql(about.register, about) : sql.ref(`${about.of}.${name}`)
}

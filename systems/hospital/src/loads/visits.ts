import { type Sql, sql } from 'millwright'

const quarters = [1n, 2n, 3n, 4n] as const

/** The four quarters of every wide row of `ppm_equipment`, a row each, in the columns of `ppm_visit`. */
export const quartersAsVisits: Sql = sql.join(
  quarters.map(
    (quarter) => sql`select id as equipment_id, ${quarter} as quarter, ${column(quarter, 'date')} as due_date,
      ${column(quarter, 'engineer')} as engineer, ${column(quarter, 'status')} as status,
      ${column(quarter, 'completed_on')} as completed_on from ppm_equipment`,
  ),
  ' union all ',
)

function column(quarter: bigint, name: string): Sql {
  return sql.id(`ppm_q${quarter}_${name}`)
}
